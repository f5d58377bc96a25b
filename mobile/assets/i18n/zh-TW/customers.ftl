# Texts of customers: create, edit, merge, sites, search, map, duplicates.
