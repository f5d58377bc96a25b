# Texts of visits: evidence, forms, amendments, privacy.
