# Discrepancies.
