sandbox-lang = en
sandbox-title = Dromon sandbox
sandbox-banner = Sandbox. No real money.
sandbox-home = All payments of the sandbox

# Home
sandbox-about = A local stand-in for Dromon: the same payment page, the same checks, the same callback to the shop. There are no real АР here, and a restart forgets everything.
sandbox-app = The app as its owner would register it
sandbox-app-id = Id
sandbox-app-name = Short name
sandbox-app-callback = Callback URL («URL события»)
sandbox-app-redirect = Redirect URI
sandbox-app-signing = Signature check
sandbox-on = on
sandbox-off = off: a payer can change sum and text in the link
sandbox-none = not set
sandbox-warn-no-callback = There is no callback URL: the shop will not hear of any payment.
sandbox-warn-scheme = The sandbox sends callbacks over http only, and the callback URL begins with { $scheme }://. Set it to the shop's own address, for instance http://127.0.0.1:8080/callback.
sandbox-warn-long-callback = The callback URL is longer than 64 characters: Dromon's form keeps only its beginning.
sandbox-warn-long-redirect = The Redirect URI is longer than 64 characters: Dromon's form keeps only its beginning.
sandbox-payments = Last payments
sandbox-payments-none = No payments yet. Place an order in the shop and pay for it here.
sandbox-payment = { $sum } АР from { $payer }
sandbox-payment-fault = On demand: { $fault }
sandbox-sent-never = No callback was sent.
sandbox-sent-on-its-way = The callback is sent, the shop has not answered yet.
sandbox-sent-answered = The shop answered { $status }.
sandbox-sent-unanswered = The shop did not answer ({ $error }). Dromon never sends again.

# Payment page
sandbox-pay-title = Pay { $app }
sandbox-pay-sum = { $sum } АР
sandbox-pay-fee = With Dromon's fee of 1 АР you will be charged { $total } АР.
sandbox-pay-fee-unknown = Dromon's fee of 1 АР comes on top.
sandbox-pay-text = What for
sandbox-pay-uid = Order number
sandbox-pay-missing = not in the link
sandbox-pay-type-sum = Sum, АР
sandbox-pay-nickname = Payer's nickname
sandbox-pay-nickname-help = 3 to 16 Latin letters, digits and “_”. The same nickname is always the same person.
sandbox-pay-faults-open = Make something go wrong
sandbox-pay-faults = What goes wrong
sandbox-pay-button = Pay with play money
sandbox-pay-bad-nickname = Minecraft has no such nickname.
sandbox-pay-bad-fault = The sandbox has no such fault.

# Faults
sandbox-fault-none = Nothing
sandbox-fault-none-help = The shop gets one callback, at once.
sandbox-fault-lost = The callback is lost
sandbox-fault-lost-help = The money is gone, and the shop will never hear of it: Dromon does not send again.
sandbox-fault-sent-twice = The callback comes twice
sandbox-fault-sent-twice-help = One payment; the two callbacks are the same to the byte.
sandbox-fault-paid-twice = Paid twice
sandbox-fault-paid-twice-help = Two real payments through one link.
sandbox-fault-paid-less = Paid less
sandbox-fault-paid-less-help = The payer replaced the sum in the link by half of it, rounded up. The sandbox acts as if the signature check were off.
sandbox-fault-altered-text = Altered text
sandbox-fault-altered-text-help = The payer changed the text in the link. The sandbox acts as if the signature check were off.
sandbox-fault-wrong-token = Wrong token
sandbox-fault-wrong-token-help = Somebody who does not know the secret sends the callback. The shop should refuse it.
sandbox-fault-slow = A slow callback
sandbox-fault-slow-help = 3 seconds pass between the halves of its body.
sandbox-fault-late = A late callback
sandbox-fault-late-help = It comes 5 seconds after the payment.
sandbox-fault-fails = The payment fails
sandbox-fault-fails-help = Dromon refuses: no money moves, no callback is sent.

# Outcomes
sandbox-paid = Paid
sandbox-paid-help = Dromon says so to the payer in any case, whether or not the callback reached the shop.
sandbox-refused = The payment failed
sandbox-refused-app = App not found
sandbox-refused-signature = Wrong signature («Неверная подпись»)
sandbox-refused-redirect-uri = Wrong redirect uri («Неверный redirect uri»)
sandbox-refused-sum = Wrong sum
sandbox-refused-card = Not enough money
sandbox-refused-fails = As intended: you chose this fault yourself.
sandbox-refused-origin = Another site sent this form.
sandbox-return = Back to the shop
sandbox-again = Open the link again
sandbox-hint-app = There is only one app here: “{ $name }” or its id { $id }. A short name is written in lower case.
sandbox-hint-breaking = The text or the order number contains “&”, “+” or “#”. Dromon's page does not escape these three, so the signature never fits, however the link is encoded.
sandbox-hint-missing = The link has no text or no order number. Without them no signature passes both of Dromon's checks.
sandbox-hint-signature = The signature is the lower-case md5 of uid.text.sum.app_id.secret; app_id is always the id of 24 digits, and the sum stands as in the link, without leading zeros.
sandbox-hint-redirect-uri = The link says “{ $given }”, registered is “{ $registered }”. They must be the same to the letter.
sandbox-hint-sum = A sum is a whole number from 1 to 9007199254740991.
