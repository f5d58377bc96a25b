# Texts of the day: plans, routes, reminders, workload, calendar.
nav-team-reminders = To do
nav-team-workload = Work
kind-plan = Visit plan
kind-snooze = Reminder put off
remind-due-ahead = Contact agreed for { $day }
remind-unhandled = Not handled for { $days ->
    [one] { $days } day
   *[other] { $days } days
} (since { $day })
remind-unhandled-short = Unhandled
snooze-who = Put off: { $who }, { $kind }
snooze-ask = Put this reminder off
snooze-text = { $who } ({ $kind }) is out of sight until the date. Nothing that counts changes, and it is recorded.
snooze-date = Until
snooze-do = Put off
snooze-done = Put off until { $day }
snooze-undo = Bring back
snooze-back = The reminder is back
snooze-until = { $kind }: put off until { $day }
snooze-until-short = Put off until { $day }
snooze-undone = { $kind }: reminder brought back
snoozed = { $n } put off
gap-first = Without a contact the gap is broken on { $day }
gap-breach = { $k ->
    [one] Gap broken once, on { $on }; next on { $next }
   *[other] Gap broken { $k } times, last on { $on }; next on { $next }
}
next-stop = Stop { $n } of { $all }
plan = Visit plan
plan-today = Plan for today
plan-done = { $done } of { $all }
plan-none = No plan for today yet
plan-none-text = Choose customers, or take who is due and near
plan-stop-done = Visited
plan-day-today = Today
plan-other-day = Another day
plan-fill = Fill the plan
plan-suggest = Due first, then near
plan-last-week = As last week
plan-sort = Shortest way
plan-from-here = From here
plan-stops = { $n ->
    [one] { $n } stop
   *[other] { $n } stops
}
plan-length = { $far } as the crow flies
plan-empty = No stops yet
plan-empty-text = Use a button above, or add customers.
plan-was-none = There was no plan
plan-add = Add customers
plan-picked = { $n ->
    [one] Done: { $n } stop
   *[other] Done: { $n } stops
}
plan-save = Save the plan
plan-saved = Plan saved on this device
plan-late = Changed after the first check-in of the day: the rates count the last plan made before it.
plan-up = Move up: { $who }
plan-down = Move down: { $who }
plan-remove = Remove: { $who }
plan-no-place = No position
plan-first = Start
plan-month = This month
plan-compliance = Plan compliance
plan-call-compliance = Call compliance
plan-route-order = Route order
coverage = Coverage
coverage-text = Contacted as often as their class asks
coverage-full = Complete
coverage-missing = { $n } missing
route-label = { $n ->
    [one] The route with { $n } stop
   *[other] The route with { $n } stops
}
workload = Workload
workload-mine = My workload
workload-week = Week
workload-month = Month
workload-before = Before
workload-after = After
workload-none = Nothing recorded
workload-none-text = Visits and follow-ups are counted here.
workload-contacts = Contacts
workload-visits = Visits
workload-customers = Customers
workload-hours = On site
workload-way = Way
workload-by = Group by
workload-by-person = By person
workload-by-day = By day
workload-by-method = By method
workload-day = { $day }: { $n ->
    [one] { $n } contact
   *[other] { $n } contacts
}
workload-how = Customers are counted once, so rows do not add up. The way is the straight line between the visits of a day.
workload-total = Total
workload-from = From
workload-to = To
workload-csv = Export CSV
workload-exported = Exported
workload-minutes = Minutes
workload-metres = Metres
team-reminders = To do
team-everyone = All { $n } people
team-none = Nothing to do
team-none-text = All customers were contacted in time.
team-breaches = Gaps broken
team-next-breach = Next
team-more = { $n } more: filter by person
calendar = Calendar
calendar-text = Your next contacts and the plan for today, in the calendar of your phone.
calendar-address = Address
calendar-warning = Whoever knows this address reads names, phones and dates of your customers without signing in. Put it into your own calendar only. It is shown this once.
calendar-made = Made:
calendar-make = Make an address
calendar-renew = Make a new one
calendar-copy = Copy
calendar-subscribe = Add to calendar
calendar-copied = Copied
calendar-not-copied = Not copied: select the address by hand
calendar-revoke = Revoke
calendar-revoked = The address is void
calendar-revoke-ask = Revoke this address?
calendar-revoke-text = Calendars that use it are no longer updated.
notify = Notifications
notify-text = Once a day when the app is first opened, and when something becomes due while it is open.
notify-denied = Notifications are blocked. Allow them in the settings of the browser or phone.
notify-day = Reminders for today
notify-new = { $n } newly due
notify-count = { $kind } { $n }
notify-one = { $name }: { $kind }
phrases = Phrases
phrase-no-answer = Called, no answer
phrase-call-back = Busy, calls back
phrase-sent = Sent material, waiting
phrase-agreed = Agreed on a visit
phrase-no-need = No need for now
follow-up-past = It was not now
follow-up-when = When it was
follow-up-when-hint = Of this month only; it is marked as written later.
follow-up-when-wrong = A time of this month that is not ahead.
follow-up-now = Now instead
follow-up-backdated = Written later
