# Reconciling.
