# Attention: what does not add up and waits for a decision.

attention-title = Attention
attention-empty = Everything adds up
attention-empty-hint = No discrepancy is open. When something does not add up, its card appears here by itself.
attention-blocking = These first
attention-blocking-hint = They keep paid orders waiting, or nobody knows whose money it is.
attention-usual = Not urgent
attention-aside = Put aside until the balance is compared
attention-aside-hint = Comparing the balance at Dromon will tell.
attention-to-reconcile = Compare the balance
attention-more = Show the next ones
attention-first = To the beginning of the list
attention-done = Settled: “{ $title }”.
attention-done-aside = Put aside: “{ $title }”.
attention-problem = Nothing was changed
attention-changed = Something changed here while you were looking, and nothing was done. Below is how it is now.
attention-gone = This discrepancy is not open any more: somebody has settled it.
attention-no-reason = Write down why: colleagues will read it.
attention-long-reason = The reason is longer than 500 characters. Shorten it.
attention-no-such-order = There is no order of that number. Check the number.
attention-not-allowed = That cannot be done with the order as it is now.
attention-too-much = That cannot be refunded: no more than { $most } is left.
attention-held = holds the order
attention-times = { $times ->
    [one] { $times } time
   *[other] { $times } times
}
attention-others = Other ways out
attention-reason = Reason
attention-reason-hint = Colleagues will see it, the customer won't.
attention-confirm = Give your password to decide this
attention-confirm-hint = This is about money, and your password was given more than an hour ago.
attention-customer = What the customer sees
attention-unknown-payer = an unknown player
attention-unknown-sum = some AR

attention-fact-order = Order
attention-fact-order-for = for { $nickname }, { $total }, “{ $state }”
attention-fact-payer = Who paid
attention-fact-at = When
attention-fact-first = The first time
attention-fact-source = From where
attention-fact-lacking = Missing
attention-fact-uid = Number in the payment
attention-fact-text = The text that the payer saw
attention-fact-order-text = The order's text

# Which order a payment belongs to
attention-candidates = It may be
attention-no-candidates = No order looks like it.
attention-attach-to = It is for { $uid }
attention-candidate = { $nickname }, { $total }, “{ $state }”
attention-why-same-number = the same number in another spelling
attention-why-close-number = one typing slip in the number
attention-why-number-in-text = the number stands inside of what came
attention-why-sum = exactly that is left to pay
attention-why-payer = the same nickname
attention-why-minutes = { $minutes ->
    [0] placed just before the payment
    [one] placed { $minutes } minute before the payment
   *[other] placed { $minutes } minutes before the payment
}
attention-attach-other = The order's number
attention-attach-hint = Cyrillic letters, no dash and no last letter are all right.
attention-attach-button = Attach

# Titles
attention-title-unknown_order = A payment without an order
attention-title-unreadable = A callback that cannot be read
attention-title-altered = The payer saw another text
attention-title-new_source = A callback from an unknown address
attention-title-foreign_source = A callback from a forbidden address
attention-title-repeated = The same callback came again
attention-title-confirmed_twice = A payment that was confirmed by hand before
attention-title-underpaid = Less was paid than was asked
attention-title-overpaid = More was paid than was asked
attention-title-paid_late = The order was paid too late
attention-title-paid_again = A paid order was paid again
attention-title-paid_after_cancel = A cancelled order was paid
attention-title-paid_after_refund = An order was paid after its money had gone back
attention-title-refund_due = Money has to go back to a customer
attention-title-contested = It is not clear whether money came
attention-title-out_of_stock = An order is paid, and goods are missing

# What happened
attention-happened-gift = { $sum } came from { $payer } without an order's number. That happens when somebody pays without the shop's link, or simply gives money.
attention-happened-unknown_order = { $sum } came from { $payer } with the number “{ $told }”, and there is no such order. The shop has the money, and it belongs to no order.
attention-happened-unreadable = A callback with the right token came, but no sum could be read in it. Somebody may have paid. The callback is kept as it came; comparing the balance will tell whether there was money.
attention-happened-altered = { $sum } came from { $payer } for order { $uid }, but the payment's text is not the one that the shop signed. That happens when somebody changed the payment link and Dromon's check of signatures is off. Look at the sum and the customer.
attention-happened-new_source = The callback of { $sum } from { $payer } came from { $source }, an address that nothing came from before. A source is the server that sends callbacks. The real one is Dromon's and hardly ever changes. Whoever learnt the shop's token could send a forgery from an address of his own. Trust it if the money really shows in the app's balance at Dromon; contest the payment if not.
attention-happened-foreign_source = The callback of { $sum } from { $payer } came from { $source }, which is not in KASSA_DROMON_SOURCES. It was kept and not settled. Either Dromon has a new address and the setting needs it, or it is a forgery. The app's balance will tell.
attention-happened-repeated = The callback of { $sum } from { $payer } came again, word for word (the first time: { $first }). Dromon itself sends nothing twice, so it is one of two things: somebody repeated an old callback and no money came, or the customer paid a second time in the same instant. One payment is counted. If the balance at Dromon is { $sum } above what is expected, there were two.
attention-happened-confirmed_twice = Staff had confirmed { $sum } for order { $uid } by hand, and now a callback of the same sum came from { $payer }. Most likely it is that very payment, late. It may be a second one.
attention-happened-underpaid = Order { $uid } of { $total } was not paid in full: { $amount } is missing. The last payment was { $sum } from { $payer }. Such an order waits for the rest and never runs out.
attention-happened-overpaid = Order { $uid } of { $total } was paid with { $amount } too much. The last payment was { $sum } from { $payer }. The order is paid, and the shop has the rest.
attention-happened-paid_late = { $sum } came from { $payer } for order { $uid }, which had run out more than a week before. The shop has the money, and the order is still expired: prices and stock may have changed, so it is for you to decide.
attention-happened-paid_again = Another { $sum } came from { $payer } for order { $uid }, which was paid already. A payment link can be opened twice, by more than one person. The shop has { $amount } too much.
attention-happened-paid_after_cancel = { $sum } came from { $payer } for order { $uid }, which is cancelled. The shop has the money.
attention-happened-paid_after_refund = { $sum } came from { $payer } for order { $uid }, whose money had gone back. The shop has the new money.
attention-happened-refund_due = Order { $uid } is cancelled, and { $amount } was paid for it. That has to go back to whoever paid: { $payer }. Kassa sends no money, a person does on Dromon's site.
attention-happened-contested = It is doubted that { $sum } for order { $uid } (from { $payer }) came: there was a callback, and it is not clear whether to believe it. The app's balance at Dromon has the answer.
attention-happened-contested-stray = It is doubted that { $sum } from { $payer } came. The payment belongs to no order. The app's balance at Dromon has the answer.
attention-happened-out_of_stock = Order { $uid } of { $total } was paid when its goods were no longer put aside, and others had bought some of them. The money has come, the order is paid, and the customer waits for the goods.

# What the customer sees
attention-seen = The order's state: “{ $state }”.
attention-seen-note = The order's state: “{ $state }”. And a note: “{ $note }”
attention-seen-nothing = Nothing: the payment belongs to no order.
attention-customer-unknown_order = Nothing. If there is an order, it still waits for its payment.
attention-customer-unreadable = Nothing. If somebody paid, the order still waits for its payment.
attention-customer-altered = { $seen }
attention-customer-new_source = { $seen }
attention-customer-foreign_source = { $seen } Nothing tells of this payment.
attention-customer-repeated = { $seen } The order's history says that the callback came again.
attention-customer-confirmed_twice = { $seen } The order's history tells of a new payment.
attention-customer-underpaid = { $seen } And a link to pay the rest.
attention-customer-overpaid = { $seen }
attention-customer-paid_late = { $seen }
attention-customer-paid_again = { $seen }
attention-customer-paid_after_cancel = { $seen }
attention-customer-paid_after_refund = { $seen } The order's history tells of a new payment.
attention-customer-refund_due = { $seen }
attention-customer-contested = { $seen } Nothing tells of the doubt.
attention-customer-out_of_stock = { $seen } That goods are missing, the customer is not told.

# Buttons
attention-do-attach = Attach to an order
attention-do-count = { $kind ->
    [foreign_source] The payment is real, count it
   *[other] It is a second payment, count it
}
attention-do-merge = It is one and the same payment
attention-do-trust_source = Trust this address
attention-do-contest = { $kind ->
    [new_source] I don't believe it: there is no money
   *[other] The money may not have come
}
attention-do-reject = There was no money
attention-do-refund = { $kind ->
    [overpaid] Give the rest back
    [paid_again] Give the rest back
   *[other] Give the money back
}
attention-do-cancel = Cancel the order and give it back
attention-do-wait = { $kind ->
    [underpaid] Wait for the rest
   *[other] Put aside until the balance is compared
}
attention-do-accept = { $kind ->
    [altered] It is all right
    [paid_late] Take the payment
    [paid_after_cancel] Restore the order
    [contested] The money came
    [unknown_order] The shop keeps it
    [out_of_stock] The goods are there, go on
   *[other] Leave it as it is
}
attention-do-dismiss = { $kind ->
    [repeated] It is a replay, no money came
    [foreign_source] It is a forgery
    [refund_due] Nothing has to go back
   *[other] Close the card
}

# What a button does
attention-does-unknown_order-attach = The payment counts for this order, as if the number had come right.
attention-does-unknown_order-refund = Kassa writes down a refund of all of it. A person has to send the money on Dromon's site.
attention-does-unknown_order-accept = The shop keeps the money, and it belongs to no order: a gift, say.
attention-does-unknown_order-contest = The payment is doubted until the balance confirms it.
attention-does-unknown_order-dismiss = Nothing changes, and the card closes. The money stays without an order.
attention-does-unreadable-wait = The card moves down until you compare the balance: it tells whether there was money.
attention-does-unreadable-dismiss = Nothing changes, and the card closes. The callback itself stays in the books.
attention-does-altered-wait = The order stays held until the balance confirms the money.
attention-does-altered-accept = You looked, and the money and the customer are real. The order may be assembled.
attention-does-altered-contest = The order stays held, and the payment is doubted until the balance confirms it.
attention-does-new_source-trust_source = The address is known for ever, and nothing is held for it any more.
attention-does-new_source-wait = The order stays held until the balance confirms the money.
attention-does-new_source-contest = The address stays unknown, the order held, and the payment is doubted.
attention-does-foreign_source-wait = The card moves down until you compare the balance: it tells whether there was money.
attention-does-foreign_source-count = The payment counts as if the address were allowed. If that is the address now, mend the setting too.
attention-does-foreign_source-dismiss = The callback stays uncounted, and the card closes.
attention-does-repeated-wait = The card moves down until you compare the balance: it tells whether there was one payment or two.
attention-does-repeated-dismiss = One payment stays counted, and the card closes. The next repeat opens it again.
attention-does-repeated-count = Another payment of the same sum counts.
attention-does-confirmed_twice-merge = The confirmation and the callback become one payment that counts once.
attention-does-confirmed_twice-count = Both count: the one confirmed by hand and the one that came.
attention-does-confirmed_twice-contest = The payment that came is doubted until the balance confirms it.
attention-does-underpaid-wait = The card moves down. When the rest comes, it closes by itself.
attention-does-underpaid-cancel = The order is cancelled, and what was paid has to go back.
attention-does-underpaid-dismiss = The card closes, and the order goes on waiting for the rest.
attention-does-paid_late-accept = The order becomes paid and may be assembled.
attention-does-paid_late-refund = Kassa writes down a refund, and the order stays expired. A person has to send the money on Dromon's site.
attention-does-paid_late-contest = The payment is doubted until the balance confirms it.
attention-does-overpaid-refund = Kassa writes down a refund of what is too much. A person has to send the money on Dromon's site.
attention-does-overpaid-accept = The shop keeps what is too much, by agreement with the customer, say.
attention-does-overpaid-contest = The payment is doubted and the order held until the balance confirms it.
attention-does-paid_again-refund = Kassa writes down a refund of the second payment. A person has to send the money on Dromon's site.
attention-does-paid_again-accept = The shop keeps what is too much, by agreement with the customer, say.
attention-does-paid_again-contest = The payment is doubted and the order held until the balance confirms it.
attention-does-paid_after_cancel-refund = Kassa writes down a refund, and the order stays cancelled. A person has to send the money on Dromon's site.
attention-does-paid_after_cancel-accept = The order is an order again, and paid; if this money is not enough for it, it waits for the rest.
attention-does-paid_after_cancel-contest = The payment is doubted until the balance confirms it.
attention-does-paid_after_refund-refund = Kassa writes down a refund of the new money. A person has to send it on Dromon's site.
attention-does-paid_after_refund-accept = The shop keeps the new money.
attention-does-paid_after_refund-contest = The payment is doubted until the balance confirms it.
attention-does-refund_due-refund = Kassa writes down a refund, which appears in the list below. A person has to send the money on Dromon's site.
attention-does-refund_due-dismiss = No refund is needed: the money was given back in the game, say.
attention-does-contested-wait = The order stays held until you compare the balance.
attention-does-contested-accept = You looked, and the balance has the money. The doubt ends.
attention-does-contested-reject = The payment does not count any more. If the order lacks money without it, it waits for its payment again.
attention-does-out_of_stock-accept = You have found the goods, or agreed on others: the card closes, and the order goes on. What is in stock again, the order takes from there.
attention-does-out_of_stock-cancel = The order will be cancelled, its goods go back into the stock, and what was paid has to go back.

# Refunds
attention-refunds = Refunds that have not ended
attention-refunds-hint = A person sends the money on Dromon's site and writes it down here. Its state is changed on the order's page.
attention-refund-intended = to be sent
attention-refund-sent = sent, not confirmed yet
attention-refund-unknown = nobody knows whether it was sent
attention-refund-to = { $sum } to { $payee }
attention-refund-of = order { $uid }
attention-refund-stray = a payment without an order

# Refused callbacks
attention-refused = Refused callbacks
attention-refused-count = { $count ->
    [one] { $count } callback came with a wrong token and was not taken.
   *[other] { $count } callbacks came with a wrong token and were not taken.
}
attention-refused-why = The usual cause is that the app's secret in KASSA_DROMON_SECRET is mistyped, or was changed at Dromon. Compare it with the app's form, mend it and start Kassa again: callbacks whose token fits then can be received here. A stranger's never fit. The newest 200 are kept.
attention-refused-fits = { $count ->
    [one] The token of { $count } callback fits now: the secret was mended. It is a real payment, receive it.
   *[other] The tokens of { $count } callbacks fit now: the secret was mended. They are real payments, receive them.
}
attention-refused-receive-all = Receive all that fit
attention-refused-receive = Receive
attention-refused-confirm = Give your password to receive
attention-refused-told = { $sum }, number “{ $told }”
attention-refused-told-payer = { $sum } from { $payer }, number “{ $told }”
attention-refused-no-number = no number
attention-refused-unread = the body did not come
attention-refused-nonsense = unreadable
attention-refused-not-yet = The token does not fit
attention-refused-never = It has no token, so it cannot be received
attention-refused-received = { $count ->
    [0] Nothing was received: the token does not fit, or somebody was faster.
    [one] { $count } callback was received. What came of it is on its order's page, or on a card here.
   *[other] { $count } callbacks were received. What came of them is on the orders' pages, or on cards here.
}
attention-cause-missing = no token: it is not Dromon, or a proxy took the Authorization header off
attention-cause-repeated = two tokens at once: a proxy added an Authorization header
attention-cause-not_bearer = a token of another kind: it is not Dromon, or a proxy rewrote the header
attention-cause-wrong_token = not the token of this secret

# Silence
attention-silence = Nothing is heard from Dromon
attention-silence-happened = { $count ->
    [one] { $count } customer went to pay and came back, or waits on the order's page, and no callback came from Dromon. He may have changed his mind. Or callbacks do not arrive.
   *[other] { $count } customers went to pay and came back, or wait on their orders' pages, and no callback came from Dromon. It looks as if callbacks do not arrive.
}
attention-silence-last = The last callback: { $at }.
attention-silence-never = No callback has ever come.
attention-silence-orders = Whose orders
attention-silence-check = What to check
attention-silence-refused = Callbacks do come, with a wrong token: see the refused ones below.
attention-silence-url = “URL события” in the app's form at Dromon: it should be { $url } (the field holds 64 characters).
attention-silence-secret = The app's secret: whether it is the one in KASSA_DROMON_SECRET.
attention-silence-proxy = Proxy and firewall: whether they let POST to this address and the Authorization header through.
attention-silence-certificate = The https certificate: with one that has run out or is home-made, Dromon sends nothing.
attention-silence-inbox = The inbox: { $count ->
    [0] it is empty.
    [one] { $count } callback waits in it and will get into the books by itself.
   *[other] { $count } callbacks wait in it and will get into the books by themselves.
}
attention-silence-reconcile = Comparing the balance tells whether money came: Dromon never sends a callback again.
