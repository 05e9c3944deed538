# The order list.
