# Pages of the desk: managers, HR, finance.
activity = Team activity
activity-feed = Feed
activity-count = { $n ->
    [one] { $n } visit that day
   *[other] { $n } visits that day
}
activity-none = No visits that day
activity-none-text = Check-ins appear here once they are synced. Choose another day, or widen the filters.
map = Map
map-failed = The map could not be loaded; the list beside it is complete.
people-filter = Filter by person
people-search = Find a person
people-all = All { $n } people
people-one = { $name } ({ $department }) { $n }
exceptions = Exceptions
exception-no-fix = No position
exception-mock = Simulated position
exception-clock = Device clock ahead
exception-outside = Outside by { $distance }
evidence = Evidence
evidence-device-time = Device time
evidence-received = Received
evidence-later = { $span } later
evidence-position = Position
evidence-accuracy = Accuracy
evidence-distance = Distance
evidence-device = Device
evidence-record = Record

department = Department
periods = Closing
periods-none = No periods yet
periods-none-text = With targets and people in place, every month appears here.
period-people = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
period-total = Total pay
period-state = State
period-blocked = Next
period-ready = Can go ahead
period-sealed = Sealed { $hash }
period-sealed-text = Sealed, and chained to the period before
state-open = Open
state-frozen = Frozen
state-scored = Scored
state-approved = Approved
state-closed = Closed
steps-none = No step taken yet
step-freeze = Freeze the period
step-freeze-text = What arrives afterwards becomes an adjustment of the next period; targets, plan and organisation stay as they are.
step-score = Compute scores and pay
step-score-text = Scores and pays everyone on the data as frozen.
step-approve = Approve
step-approve-text = Another person then closes it.
step-close = Close and seal
step-close-text = Seals all statements and sends each to its person's phone. It cannot be changed afterwards.
step-ask = { $period }: { $step }?
step-done = { $period }: { $state }
two-people = Approving and closing take two people.

people = People
people-choice = { $name } ({ $department })
people-nobody = Nobody here
people-nobody-text = The people you lead appear here.
person-state = State
person-active = Active
person-disabled = Disabled
person-left = Left
person-superior = Superior
person-title = Post
person-last-day = Last day
person-devices = Devices
person-devices-of = Devices signed in
person-seen = Last used
person-roles = Roles
person-disable = Disable
person-disable-ask = Disable { $name }?
person-disable-text = From then on none of this person's devices can sign in or sync. What is not sent stays on them and goes on once the person is enabled again.
person-shut-out = { $name } is disabled
person-enable = Enable
person-enable-ask = Enable { $name }?
person-enable-text = The person can sign in again, and what was not sent goes on.
person-enabled = { $name } is enabled
move = Move
move-superior = New superior
move-from = From
move-text = From that day's month on the new superior sees this person's records, and the customers at once; the former one keeps the months before. Frozen months stay as they are, and the day can not be after today.
move-ask = Move { $name } under { $superior } from { $day }?
move-done = Moved
handing = Hand over
handing-owner = Owner
handing-since = since { $day }
handing-with = { $n ->
    [one] { $n } collaborator
   *[other] { $n } collaborators
}
handing-collaborators = Collaborators
handing-collaborators-none = Nobody works on it with the owner
handing-add-who = Who joins
handing-add = Add
handing-remove = Remove
handing-saved = Collaborators changed
handing-to = To whom
handing-text = The new owner and those above see all of this customer at once; it leaves the former owner's phone. Visits and results stay as they are; edits of the customer that were not sent are no longer taken.
handing-ask = Hand { $name } over to { $who }?
handing-done = { $name } now belongs to { $who }
handing-nobody = There is nobody you may hand it over to: ask your superior.

statements = Statements
statements-none = No statements
statements-none-text = After scoring, everyone's statement appears here.
statements-not-yet = After scoring
statements-total = Sum of { $n }
statement-lines = Lines
statement-stopped = This statement could not be computed
statement-hash = Seal
statement-hash-text = Computed over statement, adjustments and input pack: the same inputs give the same hash on the server and on the person's phone; change one number and it differs.
statement-pack = Input pack:
stopped = Stopped
column-base = Base
column-floating = Floating
column-bonus = Bonuses
column-commission = Commission
column-deduction = Deductions
statement-former = This month was closed by an early version whose statements can no longer be read: only totals and hashes are left.
statement-none = No such statement

import-claim = All or nothing: one bad line and nothing is written
import-what = What to import
import-customers = Customers
import-contracts = Contracts
import-collections = Collections
import-file = CSV file (UTF-8)
import-choose = Choose a file
import-mapping = Other names for columns or products?
import-mapping-hint = One a line: map.field = column, map-product.theirs = ours
import-submit = Import
import-unreadable = This file cannot be read
import-done = Imported
import-nothing = Nothing was imported
import-lines = Lines
import-created = New
import-updated = Updated
import-unchanged = Unchanged
import-faults = { $n } faults
import-warnings = { $n } warnings
import-line = Line
import-field = Column
import-value = Value
import-why = Why
