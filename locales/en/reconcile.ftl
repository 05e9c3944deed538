# Reconciling.

reconcile-title = Reconcile
reconcile-intro = Dromon sends a callback once and never again. Reconciling shows whether money was lost on the way, or somebody made some up.
reconcile-error-heading = Nothing was written
reconcile-error-not-a-balance = Type the balance as a whole number of AR, such as 1 234.
reconcile-error-inbox = { $count ->
    [one] { $count } callback waits in the inbox: its money is in the balance already and not in the books yet. Compare when it has been read; it usually takes seconds.
   *[other] { $count } callbacks wait in the inbox: their money is in the balance already and not in the books yet. Compare when they have been read; it usually takes seconds.
}
reconcile-error-books-away = Callbacks go to the inbox now and not to the books. Compare when the database answers again.
reconcile-error-changed = Something changed while you were looking. Nothing was written: look again.
reconcile-error-no-reason = It needs a reason: colleagues will read it.
reconcile-error-line-needs-more = Anybody can write such a line. It needs a reason, or a balance that is larger by exactly that much.
reconcile-error-reason-too-long = The reason is longer than { $most } characters.
reconcile-error-not-a-sum = Type the sum as a whole number of AR, from 1.
reconcile-error-no-such-order = There is no such order.
reconcile-error-too-much = At most { $most }{"\u00A0"}AR.
reconcile-error-out-of-range = The sums in the books are larger than any balance can be. Only forged callbacks do that: look at them under Attention.
reconcile-error-not-chosen = Choose a payment.
reconcile-error-not-allowed = That cannot be done with this order: it stands elsewhere by now.
reconcile-error-paste-empty = Paste at least one line.
reconcile-error-paste-too-long = At most { $kib }{"\u00A0"}KiB can be pasted at once.
reconcile-error-paste-too-many = At most { $most } lines can be pasted at once.
reconcile-done-confirmed = The payment is written down. Now compare the balance once more.
reconcile-done-contested = The payment is doubted, and its order is held. Now compare the balance once more.
reconcile-done-withdrawn = The withdrawal is written down. Now compare the balance once more.
reconcile-done-refunded = The refund is written down. Now compare the balance once more.
reconcile-done-opening = The opening balance is written down.

# By balance
reconcile-balance-heading = By balance
reconcile-balance-label = The app's balance
reconcile-balance-hint = The whole number from the app's page on Dromon's site. Look at it after you have opened this page.
reconcile-balance-button = Compare
reconcile-opening-now = Before the first payment the app held { $sum }{"\u00A0"}AR.
reconcile-opening-unknown = No opening balance is written down: the app is taken to have held 0{"\u00A0"}AR before the first payment.
reconcile-opening-summary = Write down another opening balance
reconcile-opening-label = What the app held before Kassa's first payment
reconcile-opening-button = Write down
reconcile-opening-before = Earlier entries
reconcile-reason = Reason
reconcile-reason-first = Reason (not needed the first time)
reconcile-result-heading = The latest comparison
reconcile-by = { $at }, { $who }
reconcile-agreed = It agrees: { $sum }{"\u00A0"}AR
reconcile-agreed-raised = { $count ->
    [0] All payments up to that moment had been verified before.
    [one] { $count } payment was verified by the balance.
   *[other] { $count } payments were verified by the balance.
}
reconcile-agreed-unfinished = The payments are not marked as verified yet: writing was interrupted.
reconcile-raise-button = Mark them
reconcile-more = { $sum }{"\u00A0"}AR more than the books say
reconcile-more-hint = { $sum }{"\u00A0"}AR came that no callback told of.
reconcile-less = { $sum }{"\u00A0"}AR less than the books say
reconcile-less-hint = Either a payment never came, or money was withdrawn or refunded and nobody wrote it down.
reconcile-explained = The difference is explained
reconcile-explained-hint = With what was written down since, the books agree. Type the balance once more: then the payments become verified.
reconcile-meanwhile = Another { $sum }{"\u00A0"}AR came while the page was open. If you looked at the balance before that, look at it again.
reconcile-figures = What it is made of
reconcile-figure-stated = On Dromon's site
reconcile-figure-opening = Opening balance
reconcile-figure-came = Payments
reconcile-figure-withdrawn = Withdrawals
reconcile-figure-refunded = Refunds, sent and confirmed
reconcile-figure-expected = It should be
reconcile-figure-difference = Difference
reconcile-not-subtracted = Refunds that are intended, and those of which nobody knows whether they were sent, are not subtracted; payments that are doubted are not added.
reconcile-with-unknown = If the unknown refunds were sent ({ $sum }{"\u00A0"}AR), the difference is { $difference }{"\u00A0"}AR.
reconcile-with-intended = If the intended ones were sent as well ({ $sum }{"\u00A0"}AR), the difference is { $difference }{"\u00A0"}AR.
reconcile-with-contested = If the doubted payments came after all ({ $sum }{"\u00A0"}AR), the difference is { $difference }{"\u00A0"}AR.
reconcile-zero-summary = What a zero proves, and what it does not
reconcile-zero-proves = No difference: the app holds exactly the money that the books know of. Payments up to that moment count as verified.
reconcile-zero-not = But a forged payment and a lost one of the same sum cancel out: there is no difference, and one customer has not paid while another waits in vain. A withdrawal that nobody wrote down hides the same way. So look at doubtful payments at zero too, and check the words “I have paid” by a line of the customer's history.

# More
reconcile-sets-heading = Whose money it may be
reconcile-sets-none = No waiting order, and no two or three of them, add up to this sum. It may be a gift, or a transfer without an order.
reconcile-set-one = An order of { $sum }{"\u00A0"}AR
reconcile-set-several = { $count } orders of { $sum }{"\u00A0"}AR together
reconcile-candidate = { $nickname }: { $sum }{"\u00A0"}AR left, placed { $at }
reconcile-candidate-claimed = came back from Dromon's page
reconcile-candidate-expired = expired
reconcile-candidate-part-paid = partly paid
reconcile-confirm-button = Confirm: { $sum }{"\u00A0"}AR came
reconcile-doubted-heading = A doubted payment of the same sum
reconcile-doubted-hint = It may have come after all.
reconcile-undecided = { $count ->
    [one] { $count } callback is not counted and waits for a decision: look at it first.
   *[other] { $count } callbacks are not counted and wait for a decision: look at them first.
}
reconcile-to-attention = Open Attention

# Less
reconcile-suspects-heading = A payment that may never have come
reconcile-suspects-hint = The payments since the books have agreed last.
reconcile-suspects-none = There were no payments since the books have agreed.
reconcile-suspects-likely = Likeliest
reconcile-suspects-all = All, newest first
reconcile-suspects-older = Earlier ones
reconcile-suspect = { $sum }{"\u00A0"}AR
reconcile-suspect-payer = from { $payer }
reconcile-suspect-order = order
reconcile-suspect-no-order = no order
reconcile-doubt-same-sum = exactly this sum
reconcile-doubt-new-source = new address
reconcile-doubt-altered = another text
reconcile-doubt-unknown-order = unknown order
reconcile-sure-callback = by callback
reconcile-sure-balance = verified
reconcile-sure-staff = confirmed by staff
reconcile-sure-contested = doubted
reconcile-contest-button = Doubt it
reconcile-withdraw-heading = A withdrawal nobody wrote down
reconcile-refund-heading = A refund nobody wrote down
reconcile-sum-label = Sum, AR
reconcile-order-label = Order number
reconcile-payee-label = To whom
reconcile-withdraw-button = Write down the withdrawal
reconcile-refund-button = Write down the refund

# Earlier comparisons
reconcile-past-heading = Comparisons
reconcile-past-none = Nobody has compared yet.
reconcile-past-when = When
reconcile-past-stated = Balance
reconcile-past-difference = Difference
reconcile-past-agreed = agreed
reconcile-older = Earlier ones

# By history
reconcile-history-heading = By history
reconcile-history-hint = A customer can download his history from Dromon's site. Paste its lines, as many as there are.
reconcile-history-label = Lines of the history
reconcile-history-recipient = What the app is called in the history
reconcile-history-recipient-hint = If you do not know, leave it empty: the most frequent name is taken.
reconcile-history-claim = Anybody can write such a line: it is a claim, not a proof.
reconcile-history-button = Check the lines
reconcile-history-recent = Pasted recently
reconcile-history-back = Back to reconciling
reconcile-history-title = Lines of a history
reconcile-history-recipient-typed = The app in them: { $name }.
reconcile-history-recipient-guessed = The app in them seems to be { $name }: it is the most frequent name. If not, paste the lines again and type its name.
reconcile-history-tabs = Lines by result
reconcile-history-none = There are no such lines.
reconcile-history-more = More
reconcile-verdict-missing = Not in the books
reconcile-verdict-books = In the books
reconcile-verdict-no_order = No such order
reconcile-verdict-other_recipient = Not ours
reconcile-verdict-before = Pasted before
reconcile-verdict-unreadable = Unreadable
reconcile-verdict-hint-missing = If the line is true, the money came and its callback was lost.
reconcile-verdict-hint-books = The payment is written down.
reconcile-verdict-hint-no_order = The money came to the app, but the books have neither an order of that number nor such a payment. Check the number.
reconcile-verdict-hint-other_recipient = The recipient is not this app.
reconcile-verdict-hint-before = Somebody has pasted this line before.
reconcile-verdict-hint-unreadable = This is no line of Dromon's history.
reconcile-line-place = Line { $place }
reconcile-line-order = Order
reconcile-line-left = { $sum }{"\u00A0"}AR left
reconcile-line-payment = Payment of { $sum }{"\u00A0"}AR, { $at }, { $sure }
reconcile-line-not-counted = not counted
reconcile-line-come = This payment has been written down since.
reconcile-line-confirmed = Confirmed by { $who }, { $at }
reconcile-line-earlier = Pasted by { $who }, { $at }
reconcile-line-first = Open the first one
reconcile-line-reason = Why you believe it (not needed if the balance is larger by exactly { $sum }{"\u00A0"}AR)
reconcile-line-button = Confirm the payment
reconcile-line-error-too-long = Longer than { $most } characters.
reconcile-line-error-no-time = A line begins with a time in brackets: [24.11.2026 09:15:02].
reconcile-line-error-bad-time = There is no such time.
reconcile-line-error-no-arrow = After the time come payer and recipient: Steve_01 -> Shop.
reconcile-line-error-no-sum = After the recipient comes the sum: # 8 АР.
reconcile-line-error-bad-sum = There is no such sum.
reconcile-status-awaiting_payment = awaiting payment
reconcile-status-paid = paid
reconcile-status-assembling = being assembled
reconcile-status-ready = ready
reconcile-status-completed = completed
reconcile-status-cancelled = cancelled
reconcile-status-expired = expired
reconcile-status-refunded = refunded
