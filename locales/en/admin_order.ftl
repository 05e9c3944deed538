# An order's page for staff.
