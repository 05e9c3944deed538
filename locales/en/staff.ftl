# Sign-in, accounts, the audit log.
