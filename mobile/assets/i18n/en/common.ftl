# Words of all pages. A key begins with where it stands.
app-name = Fieldtally
app-claim = Field visits, customers, performance and pay

nav = Main navigation
nav-home = Back to the start
nav-today = Today
nav-customers = Customers
nav-performance = Results
nav-outbox = Outbox
nav-me = Me
nav-activity = Activity
nav-periods = Closing
nav-people = People
nav-import = Import

again = Try again
back = Back
choose = Please choose
cancel = Cancel
close = Close
save = Save
refresh = Refresh
loading = Loading
working = Working…
update-ready = A new version is ready
update-apply = Update now
more = Show { $n } more
filters = Filters
name = Name
note = Note
total = Total
hash = Hash
call = Call
call-who = Call { $who }
not-applicable = n/a
not-found = There is no such page
failed-title = This could not be opened
offline-title = The server cannot be reached
open-in-maps = Open in a map app

date-day = { $month } { $day }
date-period = { $month } { $year }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
date-wrong = Choose a date
weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun
day = Day
day-before = Day before
day-after = Day after
day-tomorrow = Tomorrow
day-ahead = In { $n } days
ago-now = just now
ago-minutes = { $n } min ago
ago-hours = { $n } h ago
ago-days = { $n } d ago
span-minutes = { $n } min
span-hours = { $h } h { $m } min
distance-m = { $n } m
distance-km = { $n } km

verdict-inside = Inside
verdict-uncertain = Uncertain
verdict-outside = Outside

record-local = On device
record-sent = Sending
record-held = On server
record-counted = Counted
record-refused = Refused
sync-done = Synced
sync-offline = Offline
sync-waiting = { $n } to send
sync-offline-waiting = Offline · { $n } to send
sync-refused = { $n } refused
sync-problem = Cannot sync
sync-now = Sync now
sync-running = Syncing…
sync-last = Last sync
sync-never = Not synced since the app was opened

remind-title = Reminders
remind-due = Contact agreed for today
remind-due-short = Due
remind-gap = No contact for { $days ->
    [one] { $days } day
   *[other] { $days } days
} ({ $class }: { $limit })
remind-gap-plain = No contact for { $days ->
    [one] { $days } day
   *[other] { $days } days
} (limit { $limit })
remind-gap-short = Gap
remind-overdue = Overdue by { $days ->
    [one] { $days } day
   *[other] { $days } days
} (agreed for { $day })
remind-overdue-short = Overdue
remind-all = All { $n } reminders
remind-none = No reminders today
remind-none-text = Customers that are due, past their gap or overdue appear here.
class-of = Class { $class }

photo-take = Photo
photo-alt = Photo taken on site
photo-drop = Remove this photo
photo-failed = This device cannot read that file as a picture. Take it again, or choose another.
photo-not-yet = The photo is still on the other phone; it comes when that is online.
photo-offline = The photo is on the server; it is shown when you are online.
photo-sending = Photo { $sent } / { $length } kB
photo-more = { $n } more
photos = { $n }

store-failed = The storage on this device cannot be opened
store-not-durable = This browser gives no durable storage (a private window?). What you record is lost when the page closes: use a normal window.

role-rep = Field rep
role-manager = Manager
role-leader = Leader
role-hr = HR
role-finance = Finance
role-gm = General manager
role-admin = Administrator

signin-server = Server address
signin-login = Login
signin-password = Password
signin-submit = Sign in
signin-again = Sign in again
signin-busy = Signing in…
signin-offline = Signing in needs the network once; afterwards you can work without it.
signin-demo = Demo logins: tap to fill in

language = Language
theme = Look
theme-system = System
theme-light = Light
theme-dark = Dark
text-size = Text size
text-normal = Normal
text-large = Large
text-largest = Largest
devices = My devices
device-this = This device
device-seen = Last used
device-revoke = Sign out
device-revoke-ask = Sign “{ $name }” out?
device-revoke-text = That device can no longer sync from now on. What it has not sent yet stays on it.
device-revoked = That device is signed out
keep-title = The browser may clear this device's data
keep-text = The browser has not promised to keep this app's data: when the device runs short of space, or the app is not opened for long, records that were not sent may be cleared.
keep-do = Install the app on the home screen (“Install app” or “Add to Home Screen” in the browser's menu), and sync once a day where you can. What was sent is safe. In a private window everything is cleared when it closes: use a normal one.
privacy = My position and data
privacy-position = Your position is recorded at check-in and check-out only. The position taken to list customers nearby stays in this device's memory: it is neither stored nor sent. The app never takes it in the background.
privacy-stored = Records are stored on this device first and sent to the company's server when online. Photos are scaled down and lose what the camera wrote beside them.
privacy-readers = Your managers can see your visits; your statement is seen by you and by those who close the period.
sign-out = Sign out
sign-out-ask = Sign out?
sign-out-text = What is recorded on this device stays for your next sign-in.
sign-out-waiting = { $n ->
    [one] { $n } record is not sent yet. It stays on this device and goes on at your next sign-in.
   *[other] { $n } records are not sent yet. They stay on this device and go on at your next sign-in.
}
