-- The engine's ten metrics by person, with domain.md's edge rules. Days are numbers; money is in cents. {div} is the
-- engine's own whole division. Period: [{first}, {last}].
with
spent as (
    select person, sum(case when visit then 1 else 0 end) as visits,
        sum(case when effective then 1 else 0 end) as effective
    from acts where day between {first} and {last} group by person),
pairs as (
    select person, count(*) as pairs from (
        select distinct a.person, a.customer, a.day from acts a join working w on w.day = a.day
        where a.contact) group by person),
-- Splits of two: the last cent goes to the larger remainder, a tie to the smaller id (D-4).
shares as (
    select s.contract, s.person, s.percent, o.person as other, o.percent as rest
    from splits s left join splits o on o.contract = s.contract and o.person <> s.person),
signed as (
    select s.person, sum(c.cents * s.percent {div} 100 + case
        when s.other is null then 0
        when (c.cents * s.percent) % 100 > (c.cents * s.rest) % 100 then 1
        when (c.cents * s.percent) % 100 = (c.cents * s.rest) % 100 and (c.cents * s.percent) % 100 > 0
            and s.person < s.other then 1 else 0 end) as contract_cents
    from contracts c join shares s on s.contract = c.id where c.signed between {first} and {last} group by s.person),
moves as (
    select contract, cents, 1 as sign from collections where day between {first} and {last}
    union all
    select k.contract, r.cents, -1 from refunds r join collections k on k.id = r.collection
    where r.day between {first} and {last}),
collected as (
    select s.person, sum(m.sign * (m.cents * s.percent {div} 100 + case
        when s.other is null then 0
        when (m.cents * s.percent) % 100 > (m.cents * s.rest) % 100 then 1
        when (m.cents * s.percent) % 100 = (m.cents * s.rest) % 100 and (m.cents * s.percent) % 100 > 0
            and s.person < s.other then 1 else 0 end)) as collected_cents
    from moves m join shares s on s.contract = m.contract group by s.person),
contact_days as (
    select distinct customer, day from acts where contact and day <= {last}),
met_days as (
    select customer, count(*) as days from contact_days where day between {first} and {last} group by customer),
covering as (
    select c.owner as person, count(*) as owned,
        sum(case when coalesce(m.days, 0) >= {max}(1, ({last} - {max}({first}, c.since) + 1) {div} c.interval)
            then 1 else 0 end) as covered
    from customers c left join met_days m on m.customer = c.id where c.since <= {last} group by c.owner),
dues as (
    select person, customer, moment, next from acts where contact and next between {first} and {last}),
later as (
    select person, customer, moment, next, exists (
        select 1 from acts l where l.contact and l.customer = d.customer and l.moment > d.moment and l.day <= d.next) as met
    from dues d),
promised as (
    select person, count(*) as due, sum(case when met then 1 else 0 end) as met from later group by person),
claimed as (
    select person, sum(cents) as expense_cents from expenses
    where counted and day between {first} and {last} group by person),
asked as (
    select person, sum(answer) as answers, count(*) as surveys from surveys
    where day between {first} and {last} group by person),
-- A gap runs from a contact (or from ownership) to the next one, or past the period's end; breach k falls on its day
-- last + k × interval + 1 (D-29).
runs as (
    select customer, day as last_day, lead(day) over (partition by customer order by day) as next_day from contact_days
    union all
    select c.id, c.since, min(d.day) from customers c left join contact_days d on d.customer = c.id and d.day >= c.since
    group by c.id, c.since),
breaches as (
    select c.owner as person, sum(
        {max}(0, {min}(coalesce(r.next_day, {last}), {last}) - r.last_day - 1) {div} c.interval
        - {max}(0, {min}(coalesce(r.next_day, {first} - 1), {first} - 1) - r.last_day - 1) {div} c.interval) as breaches
    from runs r join customers c on c.id = r.customer group by c.owner)
select p.id, coalesce(spent.visits, 0), coalesce(spent.effective, 0), coalesce(pairs.pairs, 0),
    coalesce(signed.contract_cents, 0), coalesce(collected.collected_cents, 0),
    coalesce(covering.covered, 0), coalesce(covering.owned, 0), coalesce(promised.met, 0), coalesce(promised.due, 0),
    coalesce(claimed.expense_cents, 0), coalesce(asked.answers, 0), coalesce(asked.surveys, 0),
    coalesce(breaches.breaches, 0)
from people p
left join spent on spent.person = p.id left join pairs on pairs.person = p.id
left join signed on signed.person = p.id left join collected on collected.person = p.id
left join covering on covering.person = p.id left join promised on promised.person = p.id
left join claimed on claimed.person = p.id left join asked on asked.person = p.id
left join breaches on breaches.person = p.id
order by p.id
