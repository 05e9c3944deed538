# Signing in, accounts, the audit log.

# Signing in
sign-in-title = Staff sign-in
sign-in-button = Sign in
sign-in-hint = Forgot the password? Ask an owner of the shop for a new link.
sign-out = Sign out
entry-name = Name
entry-password = Password
entry-refused = The name or the password is wrong.
entry-password-wrong = The password is wrong.
entry-code-wrong = The code is wrong. Take a fresh one: each works once.
entry-wait-seconds = Too many attempts. Wait { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
} and try again.
entry-wait = Too many attempts. Wait { $minutes ->
    [one] { $minutes } minute
   *[other] { $minutes } minutes
} and try again.
code-title = Code from the app
code-label = Code
code-hint = Six digits from the app on your phone, or one of the codes that you wrote down.
code-back = Sign in as somebody else
confirm-title = Your password once more
confirm-why = This matters, and you gave your password more than an hour ago.
confirm-button = Go on
confirm-back = Back to the orders

# A link that works once
welcome-title = Welcome
welcome-heading = Hello, { $name }!
welcome-role = Your role in the shop: { $role }.
welcome-straight = This link lets you in once.
welcome-or-password = Choose a password as well
welcome-button = Save and sign in
welcome-used-title = This link has been used
welcome-used = Each link lets somebody in once. If that was you, sign in with your password. If not, tell an owner of the shop.
welcome-expired-title = This link no longer works
welcome-expired = Its time is over, or a newer one was made. Ask an owner of the shop for a fresh link.
welcome-unknown-title = There is no such link
welcome-unknown = Perhaps the address was not copied whole. Check it, or ask for the link again.

# Password
password-current = Current password
password-new = New password
password-again = New password again
password-hint = At least 10 characters. A few words in a row are easiest.
password-too-short = A password has at least 10 characters.
password-too-long = A password has at most 200 characters.
password-is-name = Your name cannot be your password.
password-not-twice = The passwords differ. Type the same one twice.

# One's own account
account-title = Your account
account-password = Password
account-password-button = Change password
account-password-changed = The password is saved. All other sessions have ended.
account-wants-password = This asks for a password, and you have none yet. Choose one here.
second-factor-title = Code at sign-in
second-factor-is-on = Signing in asks for a code from an app, besides the password.
second-factor-is-off = The password alone is enough now. With a code from an app, a stolen password lets nobody in.
second-factor-codes-left = { $count ->
    [one] { $count } code on paper is left.
   *[other] { $count } codes on paper are left.
}
second-factor-again = Set up anew: another phone, new codes
second-factor-on = Switch on
second-factor-off = Switch off
second-factor-off-button = Switch the code off
second-factor-how = Open an app for codes (such as Google Authenticator or Aegis), scan the picture, and type the code that it shows.
second-factor-qr = QR code for the app
second-factor-by-hand = Or type this key into the app:
second-factor-code = Code from the app
second-factor-back = Leave it off
codes-title = Write these codes down
codes-hint = Each of them stands in for a code from the app once, if your phone is not at hand. They are not shown again. All other sessions have ended.
codes-kept = Done
sessions-heading = Where you are signed in
sessions-this = this browser
sessions-since = since
sessions-seen = last used
sessions-end = End
sessions-end-others = End all but this one
places-heading = Where you signed in from
places-new-heading = Sign-in from a new address
places-new-hint = If that was not you, change your password: all other sessions will end.
places-acknowledge = That was me
places-news = Somebody signed in under your name from a new address.
places-news-link = Have a look

# Staff
staff-title = Staff
staff-invite-heading = Invite a colleague
staff-invite-button = Make a link
staff-name-hint = Letters, digits, dots, dashes and underscores, up to 32. The name is seen in the orders' history.
staff-role = Role
staff-role-choose = Choose
staff-role-button = Change role
staff-roles-hint = An owner may do everything. A manager looks after orders and money. A picker assembles. A courier delivers and does not see the shop's sums.
staff-since = Added
staff-is-you = this is you
staff-reset = Cannot sign in
staff-reset-hint = Password, code at sign-in and all sessions will be gone. You get a link by which your colleague chooses a new password.
staff-restore = Let in again
staff-restore-hint = Your colleague can come in by a link and choose a new password.
staff-link-button = Make a new link
staff-revoke = Let go
staff-revoke-hint = All sessions end at once, and your colleague cannot sign in any more.
staff-revoke-button = Yes, let go
staff-link-heading = A link for { $name }
staff-link-hint = Hand it over in person: it lets somebody in once, within two days. It is not shown again. Your colleague chooses the password.
staff-name-wrong = That is no name: letters, digits, dots, dashes or underscores, up to 32.
staff-name-taken = That name is taken, perhaps by somebody who has left. Choose another.
staff-role-wrong = Choose a role.
staff-last-owner = This is the only owner who can sign in. Make somebody else an owner first.
staff-is-revoked = This colleague was let go before.
staff-yourself = Change your own password on your account's page.
standing-active = Signs in by password
standing-active-code = Signs in by password and code
standing-invited = Invited, has not come yet
standing-shut = The link no longer works, a new one is needed
standing-revoked = Let go

# Keys
keys-title = Keys of programs
keys-what = With a key a program works with the shop through the API: it places orders, reads them, moves them on. You decide what it may do.
keys-docs = How it is used
keys-add-heading = A new key
keys-name = Name
keys-name-hint = Whose key it is: letters, digits, dots, dashes and underscores, up to 64.
keys-scopes = What may be done with this key
keys-no-scope = Tick one at least: a key that opens nothing is of no use.
keys-days = For how many days it holds
keys-days-hint = Empty: for ever.
keys-days-wrong = It is a whole number of days from 1 to { $most }, or nothing.
keys-used = last used
keys-unused = never used
keys-ends = holds until
keys-ended = ended
scope-read = read everything but secrets
scope-orders = place orders, move them, cancel unpaid ones
scope-settle = decide about money: discrepancies, cancelling what is paid
scope-admin = change goods, links, blocks and webhooks
keys-add-button = Make a key
keys-made-heading = The new key
keys-made-hint = Copy it now: it is not shown again.
keys-none = There are no keys yet.
keys-since = made
keys-revoked = revoked
keys-revoke = Revoke
keys-revoke-hint = Programs with this key stop working at once. It cannot be brought back.
keys-revoke-button = Yes, revoke
keys-name-wrong = That is no name: letters, digits, dots, dashes or underscores, up to 64.
keys-name-taken = There was a key of that name already. Choose another.

# The audit log
audit-title = Audit log
audit-search = Search
audit-hint = Searches by beginnings. Entries can be neither changed nor removed.
audit-all = Show all
audit-none = Nothing was found.
audit-older = Earlier
audit-who = Who
audit-what = What
audit-source = From where
audit-subject = To what
audit-anything = Anything
audit-note-link = with a link
audit-note-invite = an invitation
audit-note-reset = for a new password
audit-note-sign-in = straight in, the sandbox's
audit-note-let-in-again = let in again
audit-what-sign-in = signed in
audit-what-sign-in-refused = sign-in refused
audit-what-sign-in-limited = too many attempts to sign in
audit-what-code-refused = code at sign-in refused
audit-what-recovery-code = used a code on paper
audit-what-sign-out = signed out
audit-what-sessions-ended = ended sessions
audit-what-address-seen = acknowledged a new address
audit-what-password-confirmed = gave the password again
audit-what-password-refused = gave a wrong password
audit-what-password-changed = changed the password
audit-what-second-factor-on = switched the code at sign-in on
audit-what-second-factor-off = switched the code at sign-in off
audit-what-link-made = made a link
audit-what-link-used = used a link
audit-what-staff-added = added a colleague
audit-what-role-changed = changed a role
audit-what-staff-reset = reset a password
audit-what-staff-revoked = let a colleague go
audit-what-key-added = added a key
audit-what-key-revoked = revoked a key
audit-what-order = decided about an order
audit-what-money = decided about money
audit-what-export = exported
audit-what-blocked = orders are refused
audit-what-unblocked = orders are taken again
audit-what-goods = goods
audit-what-offers = payment links
audit-what-looks = the shop’s settings
audit-what-webhooks = webhooks
audit-what-notices = notifications

# A right is missing
not-allowed-title = Your role may not do this
not-allowed = This asks for the right “{ $right }”, which your role does not have.
not-allowed-next = If you need it, ask an owner of the shop.
not-allowed-way-out = To the orders
right-own-account = one's own account
right-see-orders = see orders
right-see-money = see money
right-assemble = assemble orders
right-deliver = deliver orders
right-decide = decide about orders and discrepancies
right-manual-money = write down money by hand
right-reconcile = reconcile
right-export = export
right-manage-goods = goods and cells
right-manage-shop = the shop’s settings
right-manage-staff = staff
right-manage-keys = keys and webhooks
right-audit = audit log
