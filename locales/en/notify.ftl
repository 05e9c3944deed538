# Messages to staff and to customers, as Kassa writes them while nobody has changed them.

notify-sandbox = Sandbox: no real money.
notify-paid = Order { $uid } is paid
notify-paid-late = Order { $uid } is paid, although its time had run out
notify-ready = Order { $uid } is ready
notify-missed = Nobody came in time for order { $uid }
notify-found-nobody = The courier found nobody: decide what becomes of order { $uid }
notify-claimed = The customer says that order { $uid } is paid, but no callback came
notify-customer-note = The customer writes about order { $uid }
notify-untaken = { $minutes ->
    [one] Order { $uid } is paid, and nobody has taken it for { $minutes } minute
   *[other] Order { $uid } is paid, and nobody has taken it for { $minutes } minutes
}
notify-raised = Discrepancy: { $what }
notify-raised-of = Discrepancy: { $what }, { $sum }{"\u00A0"}AR
notify-raised-again = (time { $times })
notify-discrepancy = Discrepancy
notify-test = A test: messages from Kassa arrive.
notify-order = Order { $uid }
notify-customer = Customer: { $nickname }
notify-item = { $name } × { $quantity }
notify-item-sum = { $item }: { $sum }{"\u00A0"}AR
notify-item-count = { $name }, { $count }
notify-more = { $count ->
    [one] and { $count } more item
   *[other] and { $count } more items
}
notify-total = Total: { $sum }
notify-cell = Cell { $cell }, to be fetched by { $due }
notify-cell-at = Cell { $cell } ({ $place }), to be fetched by { $due }
notify-courier = By courier: { $place }, { $due }
notify-held = The order is held: it must not be assembled until the discrepancy is resolved.
notify-free = It can be assembled.

notify-what-unknown-order = a payment fits no order
notify-what-unreadable = a callback of Dromon's could not be read
notify-what-altered = the payer saw another text
notify-what-new-source = the callback came from a new address
notify-what-foreign-source = the callback came from an address that is not allowed, the payment is not settled
notify-what-repeated = the same callback came again
notify-what-confirmed-twice = a payment came that had been confirmed by hand
notify-what-underpaid = money is missing
notify-what-overpaid = more was paid than asked
notify-what-paid-late = the payment came too late
notify-what-paid-again = a paid order was paid again
notify-what-paid-after-cancel = a cancelled order was paid
notify-what-paid-after-refund = an order was paid whose money had gone back
notify-what-refund-due = the customer's money has to go back
notify-what-contested = it is doubted that the money came
notify-what-out-of-stock = the order is paid, and goods are missing

# To a customer
notify-you-paid = Your order { $uid } is paid
notify-you-part-paid = Order { $uid } is not paid in full
notify-you-claim-refused = The shop found no payment of yours for order { $uid }
notify-you-assembling = Your order { $uid } is being assembled
notify-you-ready = Your order { $uid } is ready
notify-you-hand-over = Your order { $uid } waits for you elsewhere, or until another time
notify-you-missed = The time is up: nobody has fetched your order { $uid } yet
notify-you-found-nobody = The courier with order { $uid } did not find you
notify-you-completed = Order { $uid } is handed over, thank you
notify-you-cancelled = Your order { $uid } is cancelled
notify-you-refunded = The money for order { $uid } went back
notify-left = Left to pay: { $sum }

# For the preview
notify-sample-one = Shulker of dirt
notify-sample-other = Pickaxe, *the best*
notify-sample-place = by the entrance
notify-sample-words = Could it be **faster**? @everyone
