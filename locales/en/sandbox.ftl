# The texts of the sandbox.
