# Texts of statements and their explanation.
# trail-…: what an amount is. `.formula` has the numbers in place, without the result; `.why` is what else the reader should know.
# Keys and arguments follow the engine's nodes; every argument is written out already, as money, percent or number.

trail-base-wage = Base wage
trail-wage-days = Monthly wage { $wage }: employed on { $days } of the month's { $working_days } working days
    .formula = { $wage } × { $days } ÷ { $working_days }
trail-floating-wage = Floating wage
    .formula = { $limited ->
        [yes] { $base } × { $used }
       *[no] { $base } × ({ $score } − { $mean }) ÷ { $mean }
    }
    .why = { $limited ->
        [yes] score { $score } against the average of the { $count } people of the same template and period, { $sum } ÷ { $count } = { $mean }: { $ratio }, limited to ±{ $cap }
       *[no] score { $score } against the average of the { $count } people of the same template and period, { $sum } ÷ { $count } = { $mean }: { $ratio }
    }

trail-volume-bonus = Sales volume bonus
trail-volume-product = Product { $product }
    .formula = { $quantity } × { $rate }
    .why = quantity { $quantity } ÷ target { $target } = attainment { $attainment }, which pays { $rate } a unit
trail-price-bonus = Price bonus
trail-price-line = Contract { $contract }, line { $line }
    .formula = { $foreign ->
        [yes] ({ $price } − { $guide_price }) × { $fx } × { $quantity } × { $share } × { $percent }
       *[no] ({ $price } − { $guide_price }) × { $quantity } × { $share } × { $percent }
    }
    .why = { $foreign ->
        [yes] price { $price }, guide price { $guide_price }, exchange rate { $fx }, quantity { $quantity }, share of the bonus { $share }, own share of the contract { $percent }
       *[no] price { $price }, guide price { $guide_price }, quantity { $quantity }, share of the bonus { $share }, own share of the contract { $percent }
    }
trail-collection-bonus = Collection bonus
    .formula = { $base } × { $coefficient }
    .why = collection rate { $rate }, coefficient { $coefficient }
trail-bad-debt-bonus = Bad debt bonus
    .formula = ({ $allowance } − { $bad_debt }) × { $share }
    .why = allowance of the month { $allowance }, own bad debts { $bad_debt }, share of the bonus { $share }
trail-performance-bonus = Performance bonus
    .formula = { $base } × { $coefficient }
    .why = target { $target }, attainment { $attainment }, coefficient { $coefficient }
trail-pool-bonus = Department pool
    .formula = { $pool } × ({ $weight } × { $score }) ÷ { $sum }
    .why = the pool of { $pool } is shared out by weight of the post × score; the last cents go by largest remainder
trail-fixed-bonus = Basic bonus
    .formula = { $score ->
        [none] { $amount }
       *[other] { $amount } × { $coefficient }
    }
    .why = { $score ->
        [none] a fixed amount
       *[other] score { $score }, coefficient { $coefficient }
    }
trail-appraisal-bonus = Appraisal bonus
    .formula = { $amount } × { $coefficient }
    .why = score { $score }, coefficient { $coefficient }
trail-excess-bonus = Contract excess bonus
    .formula = ({ $actual } − { $target }) × { $rate }
    .why = what the contract amount of { $actual } exceeds the target of { $target } by earns { $rate }
trail-bonus-paid = { $bonus }
    .formula = { $before } + { $month }
    .why = the bonus of { $cycle } is due: { $before } accrued in the months before, { $month } in this one
trail-special = Special contribution { $special }
    .why = entered for { $date } and confirmed by HR

trail-commission-opportunity = Commission · collection { $collection } · rate of the opportunity
    .formula = { $part } × { $rate }
    .why = contract { $contract }, at the rate of { $rate } preset on its opportunity
trail-commission-line = Commission · collection { $collection } · product rate of contract line { $line }
    .formula = { $part } × { $rate }
    .why = contract { $contract }, line { $line }, at its product's rate of { $rate }
trail-commission-tier = Commission · version { $version }, tier { $tier }
    .formula = { $inside } × { $rate }
    .why = { $to ->
        [none] collections of { $inside } lie in the tier from { $from }, which earns { $rate }
       *[other] collections of { $inside } lie in the tier from { $from } to { $to }, which earns { $rate }
    }
trail-commission-retroactive = Commission · version { $version }, reached rate on everything
    .formula = { $first ->
        [yes] { $held } × { $rate }
       *[no] { $held } × { $rate } − { $held_before } × { $rate_before }
    }
    .why = { $first ->
        [yes] collections of { $held } in { $window } up to the month's end, all at the rate reached, { $rate }
       *[no] collections of { $held } in { $window } up to the month's end (less what was refunded in earlier months), all at the rate reached, { $rate }; less what was earned up to the month before
    }
trail-collection = Collection { $collection } ({ $day }, own part { $part })
trail-clawback = Clawback of refund { $refund } · { $source ->
        [plan] rate of the plan
        [opportunity] rate of the opportunity
       *[line] product rate of contract line { $line }
    }
    .formula = −{ $part } × { $rate }
    .why = of collection { $collection }: { $part } is taken back at the rate it earned, { $rate }

trail-cap = Commission cap
    .formula = { $cuts ->
        [yes] { $cap } − { $commission }
       *[no] { $over_cap }
    }
    .why = { $cuts ->
        [yes] commission { $commission }, carried from earlier months { $over_cap }, cap { $cap }: { $left } above it
       *[no] the commission of { $commission } leaves room under the cap of { $cap }: { $over_cap } carried from earlier months is paid now
    }
trail-floor = Commission floor
    .formula = { $floor } − { $commission }
    .why = a month with money received, and a commission of { $commission } under the floor of { $floor }
trail-hold = Held back · collection { $collection }
    .formula = { $capped ->
        [yes] −{ $share } × { $commission } × { $factor }
       *[no] −{ $share } × { $commission }
    }
    .why = { $capped ->
        [yes] the contract is collected to less than { $threshold }, so { $share } of this collection's commission of { $commission } waits; the cap has cut the month's commission, so the part is cut alike
       *[no] the contract is collected to less than { $threshold }, so { $share } of this collection's commission of { $commission } waits
    }
trail-hold-clawback = Refund { $refund } taken from what is held
    .formula = { $all ->
        [yes] { $held }
       *[no] { $share } × { $clawback }
    }
    .why = collection { $collection } still holds { $held }; of the { $clawback } that the refund takes back, { $share } comes from there
trail-release = Released · contract { $contract }
    .why = the contract is collected to at least { $threshold }: all that was held is paid
trail-draw = Draw
    .formula = { $recovers ->
        [yes] −{ $owed }
       *[no] { $draw } − { $earned }
    }
    .why = earned { $earned }, monthly draw { $draw }, owed from before { $owed }: commission paid { $paid }, then owed { $owes }
trail-deduction = Penalty { $penalty }
    .formula = { $full ->
        [yes] −{ $open }
       *[no] −{ $room }
    }
    .why = { $full ->
        [yes] penalty of { $date }, { $open } open; of the month's wage of { $wage } at most { $limit }, never under the minimum wage of { $minimum_wage }: room for { $room }
       *[no] penalty of { $date }, { $open } open; of the month's wage of { $wage } at most { $limit }, never under the minimum wage of { $minimum_wage }: room for { $room } only, the rest waits
    }
trail-gap-deduction = Penalty for contact gaps ({ $month })
    .formula = { $full ->
        [yes] −{ $open }
       *[no] −{ $room }
    }
    .why = { $full ->
        [yes] { $open } open; of the month's wage of { $wage } at most { $limit }, never under the minimum wage of { $minimum_wage }: room for { $room }
       *[no] { $open } open; of the month's wage of { $wage } at most { $limit }, never under the minimum wage of { $minimum_wage }: room for { $room } only, the rest waits
    }
trail-negative-carried = { $when ->
        [before] Negative total of earlier months
       *[after] Negative total carried to the next month
    }

trail-total-score = Total score
    .why = template { $name }, period { $period }
trail-dimension-score = Dimension { $name } (weight { $weight })
trail-vetoed = Veto
    .why = a veto event makes this dimension 0
trail-linear-score = { $name } (weight { $weight })
    .formula = { $full } × { $used }
    .why = { $limited ->
        [yes] actual { $actual } ÷ target { $target } = attainment { $attainment }, limited to { $floor } to { $cap }: { $used }
       *[no] actual { $actual } ÷ target { $target } = attainment { $attainment }
    }
trail-steps-score = { $name } (weight { $weight })
    .why = { $target ->
        [none] actual { $of }, { $band }
       *[other] actual { $actual } ÷ target { $target } = attainment { $of }, { $band }
    }
trail-deduct-score = { $name } (weight { $weight })
    .formula = { $limited ->
        [yes] { $floor }
       *[no] { $full } − { $events } × { $per }
    }
    .why = { $limited ->
        [yes] { $event }: { $events } in the period, { $per } off { $full } for each, at least { $floor }
       *[no] { $event }: { $events } in the period, { $per } off { $full } for each
    }
trail-bonus-score = { $name } (weight { $weight })
    .formula = { $limited ->
        [yes] { $cap }
       *[no] { $start } + { $events } × { $per }
    }
    .why = { $limited ->
        [yes] { $event }: { $events } in the period, { $per } on top of { $start } for each, at most { $cap }
       *[no] { $event }: { $events } in the period, { $per } on top of { $start } for each
    }
trail-rated-score = { $name } (weight { $weight })
trail-formula-score = { $name } (weight { $weight })
    .formula = { $formula }
trail-raters = Rated by: { $kind } (weight { $weight })
    .formula = { $sum } ÷ { $count }
trail-metric = { $metric }
trail-input = { $name }
trail-target = Target of { $metric }
trail-adjustment = { $period } · { $line }
    .formula = { $is } − { $was }
    .why = was { $was }, is { $is }

# What holds a statement together
text-statement = Statement { $month } · { $employee } · { $currency }
text-plan = Plan: { $name }, version { $version }
text-total = Total
text-adjustments = Adjustments of earlier months
text-adjustment-now = As computed now:
text-adjustment-gone = There is no such line any more
text-payable = Payable this month (total and adjustments)
text-no-statement = No statement this month: not employed, and nothing due
text-accrual = Accrued, not paid this month · { $line }
text-named = { $what } ({ $id })
text-not-applicable = not applicable ({ $because })
text-label = { $label }: { $value }
text-equals = { $formula } = { $value }
text-or = { $first } ({ $more })
text-exact = exactly { $exact }
text-rounded = rounded half-up once: { $value }
text-rounded-tie = halfway between two, rounded once away from zero: { $value } (D-1)
text-rule = { $text } [{ $rules }]
text-facts = from: { $facts }
text-late-facts = from what came late: { $facts }
text-grade = Grade { $grade }
text-forced-grade = grade by forced distribution { $grade }
text-balances = Balances
text-accrued = Bonuses accrued, not yet paid
text-owed = Draw not yet earned
text-carried = Left for later: { $line }
text-over-cap = Carried above the cap
text-held = Commission held back: collection { $id }
text-list-separator = {", "}
text-sentence-separator = {"; "}
text-mean = ({ $terms }) ÷ { $weights }
text-ratio = { $over } { $first } ÷ { $under } { $second }
text-band = in the band from { $from } to { $to }
text-band-open = in the band from { $from }

section-base = Base wage
section-floating = Floating wage
section-bonus = Bonuses
section-special = Special awards
section-commission = Commission
section-draw = Draw
section-deduction = Deductions
section-balance = Carried over

# Why something does not apply
because-no-target = no target, or none above 0
because-no-data = nothing to count
because-no-rating = no rating
because-nothing-left = nothing in it applies
because-weight-shared = its weight is shared out among the others in proportion

# Notes
note-floating-group-of-one = No floating wage: nobody else has the same template and period
note-floating-no-score = No floating wage: no score
note-floating-average-not-above-zero = No floating wage: the average score is not above 0
note-bonus-not-applicable = { $bonus }: not applicable, for want of a target, data or a score
note-minimum-wage = The wage is below the minimum wage: please check (nothing is topped up by itself)
note-no-plan = No commission on collection { $collection }: no plan was in force when its contract was signed
note-stopped-rate = Stopped: there is no exchange rate for { $currency } on { $day }; once it is there, the next close adjusts the difference
note-stopped = Stopped: { $reason }

# Flags: for a human; nothing follows by itself
flag-dismissal-candidate = Dismissal candidate (the year's bonus coefficients are under the requirement, or its bonuses sum to 0 or less). For people to judge: the law asks for training or a transfer first, and only who is unfit for the work after that may be dismissed by it. Nothing is done by itself.

# Metrics
metric-contract_amount = Contract amount
metric-contract_count = Contracts
metric-product_quantity = Units of product { $parameter }
metric-collected_amount = Collected amount
metric-collection_rate = Collection rate
metric-daily_customers = Customers contacted a day
metric-new_customers = New customers
metric-retention = Retention
metric-satisfaction = Satisfaction
metric-visits = Visits
metric-effective_visits = Effective visits
metric-coverage = Coverage
metric-coverage-class = Coverage of class { $parameter }
metric-on_time_contacts = Contacts on time
metric-win_rate = Win rate
metric-stage_progress = Stage progress
metric-expense_ratio = Expense ratio
metric-plan_compliance = Plan compliance
metric-call_compliance = Call compliance
metric-route_order = Route order
metric-contact_gap_breaches = Contact-gap breaches

# What metrics are made of
input-received = received on instalments due
input-due = instalments due
input-on_time_contacts-due = next contacts due
input-met = met in time
input-expenses = approved expenses
input-collected_amount = collected amount
input-covered = customers contacted often enough
input-customers = customers
input-daily_customers-customers = customers × days contacted
input-working_days = working days employed
input-matched = visits as planned
input-planned = visits planned
input-actual = visits made
input-in_order = visits in order
input-retained = customers with contracts before and now
input-before = customers with contracts before
input-points = sum of the answers
input-answers = answers
input-further = opportunities further on
input-open = opportunities open in the period
input-won = won
input-closed = closed

# Raters
rater-superior = superior
rater-leader = leader
rater-hr = HR
rater-peer = peers
rater-self = the person
rater-committee = committee

# Events
event-complaint = complaints
event-praise = praise
event-fraud = fraud
event-accident = accidents
event-absence = absences
event-bribery = bribery
event-false_record = false records
event-serious_breach = serious breaches
event-suggestion_adopted = suggestions adopted
event-warning = warnings
