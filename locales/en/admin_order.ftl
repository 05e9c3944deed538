# An order's page for staff.

desk-placed = Placed
desk-age-now = just now
desk-age-minutes = { $n } min ago
desk-age-hours = { $n } h ago
desk-age-days = { $n } d ago
desk-held = held
desk-held-hint = Until that is resolved, the order is neither assembled nor handed over.
desk-moves = What to do with the order
desk-no-moves = There is nothing to do here now.
desk-move-assemble = Start assembling
desk-move-ready = Assembled
desk-move-complete = Handed over
desk-move-undo = Back one step: not “{ $state }”
desk-no-items = The order has no items: it is for a sum alone.
desk-quantity = Quantity
desk-times = ×{ $n }
desk-slip-link = Packing slip
desk-as-customer = As the customer sees it
desk-note-heading = Note
desk-note-hint = Only staff will see it.
desk-note-button = Write it down
desk-customer = Customer
desk-customer-orders = { $count ->
    [one] { $count } order, this one.
   *[other] { $count } orders with this one.
}
desk-customer-many = { $count } orders or more.
desk-customer-spent = Paid in all: { $spent }.
desk-late = late
desk-actor-program = the program “{ $name }”

# Decisions
desk-decisions = Decisions
desk-reason = Why
desk-sum = Sum, AR
desk-payee = To whom
desk-refund-state = Where the money is
desk-password-first = Decisions about money ask for your password again.
desk-password-link = Enter the password
desk-inbox-waits = { $count ->
    [one] Wait: { $count } callback is not in the books yet. It may be this very one.
   *[other] Wait: { $count } callbacks are not in the books yet. The one you miss may be among them.
}
desk-decide-override = Lift the hold
desk-decide-confirm = Confirm a payment by hand
desk-decide-refund = Write down a refund
desk-decide-cancel = Cancel the order
desk-decide-restore = Restore the order
desk-decide-new-code = A new code for the courier
desk-decide-without-code = Hand over without the code
desk-decide-change-refund = Change its state
desk-decide-contest = Contest
desk-meaning-override = The order may be assembled although the discrepancy stays open.
desk-meaning-confirm = For a payment that Dromon took but whose callback never came. Find it in the app's history on Dromon's site first.
desk-meaning-refund = Kassa sends no money. Send it on Dromon's site, and write it down here.
desk-meaning-cancel = The order will be neither assembled nor handed over. What was paid for it has to go back.
desk-meaning-restore = A paid order is paid again; an unpaid one waits for its money again.
desk-meaning-new-code = The customer sees the new code on the page of the order, and there are five tries again.
desk-meaning-without-code = If the customer has certainly received the order and could not tell the code.
desk-meaning-change-refund = Write down whether the money has arrived.
desk-meaning-contest = For a payment that seems never to have been made. Until that is clear, the order is held.
desk-button-override = Lift the hold
desk-button-confirm = Confirm the payment
desk-button-refund = Write down the refund
desk-button-cancel = Cancel the order
desk-button-restore = Restore the order
desk-button-new-code = Make a new code
desk-button-without-code = Hand over without the code
desk-button-change-refund = Write it down
desk-button-contest = Contest the payment

# Why it was not done
desk-meanwhile = While you were looking:
desk-problem-changed = The order has changed, and nothing was done. Look again and decide.
desk-problem-not-allowed = The order is “{ $state }” now; this cannot be done.
desk-problem-held = The order is held: { $why }
desk-problem-no-reason = Write down why: colleagues will read it.
desk-problem-reason-too-long = Too long: at most { $most } characters.
desk-problem-too-much = At most { $most }{"\u00A0"}AR.
desk-problem-sum = A sum is a whole number of AR, at least 1.
desk-problem-payee = Write down who gets the money.
desk-problem-other = This cannot be done.

# Money
desk-payments = Payments
desk-no-payments = There are no payments yet.
desk-not-counted = not counted
desk-from = from
desk-to = to
desk-other-payer = not the customer
desk-sure-callback = Dromon sent a callback with the right token.
desk-sure-balance = It agrees with the balance on Dromon's site.
desk-sure-staff = Confirmed by a colleague.
desk-sure-contested = Contested: the money may not be there.
desk-callback = The callback as it came
desk-callback-from = From { $source }, { $at }. Size in bytes: { $size }.
desk-callback-cut = Only its beginning is shown.
desk-callback-download = Download all of it
desk-discrepancies = Discrepancies
desk-fate-open = Not resolved.
desk-fate-overridden = The hold was lifted { $at }; not resolved yet.
desk-fate-resolved = Resolved { $at }, { $who }:
desk-refunds = Refunds
desk-refund-intended = to be sent
desk-refund-sent = sent
desk-refund-confirmed = arrived
desk-refund-unknown = unknown
desk-refund-cancelled = never sent

# Discrepancies in a few words
desk-why-unknown-order = a payment without an order
desk-why-unreadable = a callback that cannot be read
desk-why-altered = the payer saw another text
desk-why-new-source = a callback from an unknown address
desk-why-foreign-source = a callback from a foreign address; its money was not counted
desk-why-repeated = the same callback came again
desk-why-confirmed-twice = the payment was already confirmed by hand
desk-why-underpaid = paid less than it costs
desk-why-overpaid = paid more than it costs
desk-why-paid-late = paid too late
desk-why-paid-again = paid again
desk-why-paid-after-cancel = paid after it was cancelled
desk-why-paid-after-refund = paid after it was refunded
desk-why-refund-due = the money has to go back
desk-why-contested = the payment is contested
desk-why-out-of-stock = goods are missing

# Events
desk-event-placed = Order placed
desk-event-paid = Order paid
desk-event-part-paid = Part of the money came
desk-event-payment = A payment came
desk-event-repeated = The same callback came again
desk-event-foreign-source = A callback from a foreign address
desk-event-unknown-order = A payment without an order
desk-event-unreadable = A callback that cannot be read
desk-event-cancelled = Order cancelled
desk-event-expired = The time to pay is over
desk-event-assembling = Assembly started
desk-event-ready = Assembled
desk-event-completed = Handed over
desk-event-hand-over = The hand-over was changed
desk-event-new-code = A new code for the courier was made
desk-event-found-nobody = The courier found nobody
desk-event-missed = Nobody came for it in time
desk-event-refunded = All the money went back
desk-event-back-to-paid = Back one step: paid again
desk-event-back-to-assembling = Back one step: being assembled again
desk-event-back-to-ready = Back one step: ready again
desk-event-restored = Order restored
desk-event-accepted = The late money was accepted
desk-event-counted = A payment was counted
desk-event-uncounted = A payment is not counted any more
desk-event-contested = A payment was contested
desk-event-refund = Refund
desk-event-resolved = Discrepancy resolved
desk-event-overridden = Hold lifted
desk-event-note = Note
desk-event-substituted = Substitute
desk-event-missing-refund = Goods are missing, their money goes back
desk-event-needs-refund = Goods are missing, a refund is needed
desk-event-waits-for-goods = Waits for goods
desk-event-taken-up = The goods are picked after all
desk-event-claimed = The customer says that he has paid
desk-event-claim-refused = No such payment was found
desk-event-customer-note = The customer writes
desk-event-source-trusted = An address was trusted
desk-event-withdrawal = Money withdrawn
desk-event-balance = Balance compared

# Packing slip
desk-slip-title = Packing slip { $uid }
desk-slip-back = To the order
desk-slip-hint = Print this page: only the slip will be on the paper.
desk-slip-held = HELD: do not assemble
desk-slip-missing = Not in the box
desk-slip-notes = Notes
