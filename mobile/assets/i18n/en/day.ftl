# Texts of the day: plans, routes, reminders, workload, calendar.
