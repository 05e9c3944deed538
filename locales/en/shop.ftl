# The texts for customers.

# The frame
shop-name = Market stall
sum = { $sum }{"\u00A0"}AR
skip-to-content = Skip to content
nav-label = Sections
nav-my-orders = My orders
language-label = Language
footer-powered = This shop runs on Kassa and is paid through Dromon
footer-time-zone = Times: { $zone }
frame-sandbox = Sandbox: the money is not real.
frame-sandbox-link = Open the sandbox
frame-sandbox-label = Sandbox
live-offline = No connection: this page may be out of date
reload = Reload
copy = Copy
copy-link = Copy the link
copied = Copied

# Times
moment-date = { $day }{"\u00A0"}{ $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
moment = { $date }, { $time }
moment-other-year = { $date } { $year }, { $time }

# The shop window
window-title = Shop window
window-description = Goods for the game: choose, order in a few clicks, and pay through Dromon.
window-empty = The window is empty for now
window-empty-hint = The shop's owner is still laying out the goods. Come back a little later.
window-left = { $count } left
window-out = Out of stock
window-categories = Categories
quantity-label = Quantity: { $name }
quantity-short = How many
order-heading = Your order
nickname-label = Your in-game nickname
nickname-hint = So that the shop knows whom the order is for.
order-hint = You pay on the next page, through Dromon.
window-total = Total: { $sum }{"\u00A0"}AR
order-button = Place the order
error-prefix = Error: { $title }
errors-heading = The order is not placed yet
field-not-a-number = Type a whole number from 1 on, or leave the field empty.
field-too-many = You can order at most { $most } at once.
field-only-so-many = There are not so many: you can order at most { $left } now.
field-out = This good is sold out.
field-not-for-sale = This is no longer for sale.
field-nickname-missing = Enter your nickname.
field-nickname-invalid = A nickname cannot look like this: use Latin letters, digits and underscores.
form-nothing-chosen = Choose at least one thing: enter how many you need.
form-gone = Some of what you chose is no longer for sale. Check the list and send it again.
form-total-too-large = An order can cost at most { $most }{"\u00A0"}AR. Take something out.
form-too-many-goods = { $most ->
    [one] One order holds at most { $most } thing. Split it into several.
   *[other] One order holds at most { $most } different things. Split it into several.
}
form-sold-meanwhile = Some of it was sold while you were choosing. See how many are left, and order again.
form-unpaid-orders = You have { $most ->
    [one] { $most } unpaid order
   *[other] { $most } unpaid orders
} already, and no more can wait. Pay or cancel one of them (“My orders”).
form-unpaid-pieces = At most { $most }{"\u00A0"}pcs can wait in unpaid orders. Pay or cancel one of them, or order fewer.
form-too-often = Too many orders in a row. Wait a moment and press “Order” again.
form-blocked = The shop takes no orders from you. If that is a mistake, write to its owner.

# An order's page
order-title = Order { $uid }
order-for = for { $nickname }
uid-label = Order number
steps-label = The order's way
step-of = Step { $step } of { $steps }: { $name }
step-done = done
step-placed = Placed
step-paid = Paid
step-assembling = Being packed
step-ready = Ready
step-completed = Received
order-lines = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
items-heading = What is in the order
items-name = Item
items-sum = Sum
items-each = { $quantity } × { $price }{"\u00A0"}AR
items-count = ({ $count })
count-boxes = { $n ->
    [one] { $n } shulker box
   *[other] { $n } shulker boxes
}
count-stacks = { $n ->
    [one] { $n } stack
   *[other] { $n } stacks
}
count-pieces = { $n }{"\u00A0"}pcs
count-loose = ×{ $n }
items-total = Total
items-paid = Paid
items-refunded = Refunded
items-left = Left to pay
pay-heading = To pay: { $sum }{"\u00A0"}AR
pay-button = Pay { $sum }{"\u00A0"}AR
pay-fee = Dromon takes a fee of 1{"\u00A0"}AR on top, so { $sum }{"\u00A0"}AR will leave your account.
pay-sign-in = If Dromon asks you to sign in, do so, come back here and press the button again.
pay-after = Pay once. This page shows the payment as soon as it arrives.
pay-held-until = The goods are put aside for you until { $until }. After that others can buy them.
pay-held-no-more = The goods are not put aside any more: others can buy them, too. If none are left when you pay, the shop will write to you, find others or send your money back.
qr-label = QR code of the payment link
qr-hint = Or pay with your phone
paid-by-other = Paid by the player
back-now-title = Welcome back. No payment is to be seen yet
back-now = Dromon tells us of a payment by itself, usually within seconds. Nothing has come yet; this page updates by itself.
back-late-title = There is no payment yet
back-late = Look into your history at Dromon: was the money taken? If not, pay with the button below. If it was, do not pay twice: wait a little longer.
back-late-over = The time to pay this order is over. Look into your history at Dromon: if the money was not taken, place a new order. If it was, do not pay twice: tell the shop.
back-long-title = { $minutes ->
    [one] { $minutes } minute has
   *[other] { $minutes } minutes have
} passed, and there is no payment
back-long = If the money was taken, tell the shop and add the line of Dromon’s history: its people will look. Do not pay twice. If it was not taken, pay again.
back-long-over = If the money was taken, tell the shop and add the line of Dromon’s history: its people will look. If it was not taken, place a new order: the time to pay this one is over.
back-claim = Say that I have paid
say-too-fast = Too many messages in a row. Wait a few minutes and send it again: what you typed is still here.
note-summary = Write to the shop
note-label = What the shop should know
note-hint = What has changed, for example, or when it suits you. The staff will see it; there may be no answer on this page.
note-button = Send
note-no-more = You have written as much as you can about this order. Better contact the shop directly.
note-wrong = Write a word or more, but no more than { $most } characters.
cancel-summary = Cancel the order
cancel-question = Order { $uid } will be cancelled and can no longer be paid.
cancel-button = Yes, cancel it
receipt-link = Receipt to print
receipt-title = Receipt for order { $uid }
receipt-back = To the order
receipt-hint = This page is made for paper; this line is not printed.
receipt-heading = Receipt for order
receipt-customer = Customer
receipt-placed = Placed
receipt-state = State
receipt-count = How many
receipt-price = Price
receipt-money = Money
receipt-what = What
receipt-payment = Payment
receipt-by-shop = confirmed by the shop
receipt-refund = Refund
receipt-made = Made { $at }, times: { $zone }. Whatever came later is not on it.
timeline-heading = What has happened
order-again = Place a new order
keep-heading = Save the address of this page
keep-code-label = Order code
keep-code = Number, nickname and this code open the order on another device too, without the address. Tell the code to nobody who should not see the order.
keep-hint = It is your key to the order: whoever has the address can see the order. In this browser you also find it under “My orders”.

state-awaiting-payment = Awaiting payment
state-part-paid = Partly paid
state-expired = The time to pay is over
state-paid = Paid
state-held = The shop is checking the payment
state-assembling = Being packed
state-ready = Ready
state-completed = Received
state-cancelled = Cancelled
state-refunded = Money refunded

meaning-awaiting-payment = The order is waiting for your payment.
meaning-awaiting-payment-until = The order is waiting for your payment until { $until }.
meaning-part-paid = { $paid } of { $total }{"\u00A0"}AR have arrived. Pay the other { $left }{"\u00A0"}AR, and the shop gets to work.
meaning-expired = The order was not paid in time. If you have paid, the payment will not be lost: wait a little, and if it does not come, tell the shop below. If not, place a new order.
meaning-paid = The money has arrived. The shop will start packing soon.
meaning-held = The money has arrived, but the payment is unusual and the shop wants to look at it. There is no need to pay again: wait for the check, this page shows how it ends.
meaning-assembling = The shop is packing your order.
meaning-ready = Everything is packed. Come and get it!
meaning-ready-cell = All of it is ready and waits for you in a cell.
meaning-ready-courier = All of it is ready. A courier brings it to you.
meaning-ready-missed = The time is over, but the order is still yours. Fetch it soon, or tell the shop that you will be late.
meaning-ready-courier-missed = You and the courier have not met. Tell the shop when it suits you.
meaning-completed = The order is yours. Thank you!
meaning-cancelled = The order is cancelled; nothing is to be paid. If you have paid already, the money is not lost: the shop will see the payment.
meaning-refunded = The shop has sent back the money for this order. Look at your balance at Dromon; if it is not there, write to the shop.
money-undecided = The shop has received { $sum }{"\u00A0"}AR for this order and is deciding what to do. There is no need to pay again.
money-excess = You have paid { $sum }{"\u00A0"}AR more than needed. The shop can see it. It decides whether to send that back; there is nothing to do, and if you hear nothing for long, write to the shop.

event-placed = Order placed
event-paid = Order paid
event-part-paid = Part of the money arrived
event-payment = A payment arrived
event-repeated = The notice of a payment came again
event-expired = The time to pay ran out
event-cancelled = Order cancelled
event-reopened = Order reopened
event-assembling = The shop is packing the order
event-ready = Order ready
event-completed = Order received
event-hand-over = The shop changed how you get it
event-new-code = There is a new code for the courier
event-found-nobody = The courier did not find you
event-missed = The time to fetch it is over
event-refunded = Money refunded
event-substituted = You get a substitute for a part of the order, as agreed
event-missing-refund = A part of the order is not in stock: the shop will send its money back
event-waits-for-goods = A part of the order is not there yet: the shop is waiting for it
event-taken-up = The shop is picking that part of the order again
event-claimed = You said that you have paid
event-claim-refused = The shop found no such payment
event-customer-note = You wrote to the shop
event-other = The order changed
actor-dromon = Dromon
actor-customer = customer
actor-clock = by itself
actor-shop = shop

# My orders
my-title = My orders
my-empty = Your orders will appear here
my-empty-hint = The shop remembers the orders placed in this browser. There is nothing to sign in to.
my-to-window = To the shop window
my-older = Earlier orders

# Errors
error-home = To the shop window
error-again-seconds =
    { $count ->
        [one] Try again in { $count } second.
       *[other] Try again in { $count } seconds.
    }
error-again-minutes =
    { $count ->
        [one] Try again in { $count } minute.
       *[other] Try again in { $count } minutes.
    }
error-reference = Error number for the shop
error-400-title = Unclear request
error-400 = The browser sent something that the shop does not understand.
error-400-next = Go back, reload the page and try again.
error-401-title = Sign in first
error-401 = This page opens after signing in.
error-401-next = Sign in and open it again.
error-403-title = Not allowed
error-403 = The shop refused this: either you may not do it, or the request came from another site.
error-403-next = Open the shop's page yourself and try again there.
error-404-title = There is no such page
error-404 = The address is incomplete or mistyped, or the page has been removed.
error-404-next = Check the address. Orders placed in this browser are under “My orders”.
error-405-title = This page does not open that way
error-405 = This address only takes a form.
error-405-next = Open the shop window or “My orders”.
error-409-title = Something changed meanwhile
error-409 = The order is in another state by now, so nothing was done.
error-409-next = Go back to the order and reload the page: it shows where the order stands.
error-410-title = This is gone
error-410 = The page existed, but it was removed for good.
error-410-next = Look at the shop window: there may be something similar.
error-413-title = Too much data
error-413 = The browser sent more than the shop takes at once.
error-413-next = Shorten what you entered and send it again.
error-422-title = The form is not filled in right
error-422 = The shop could not read what is in the form.
error-422-next = Go back, check the fields and send it again.
error-429-title = Too often
error-429 = There were more requests than the shop takes from one visitor.
error-429-next = Wait a minute and try again.
error-500-title = The shop is broken
error-500 = This is our mistake, not yours. It is already in the log.
error-500-next = Try again in a minute. If you have paid, the payment is not lost: do not pay twice.
error-503-title = The shop is busy for a moment
error-503 = It cannot answer right now: it is being updated or has too much to do.
error-503-next = Reload the page in a minute. If you have paid, the payment is not lost: do not pay twice.
opening-title = The shop is opening
opening = Its database cannot be reached or is being updated, so orders cannot be shown yet.
opening-next = This page reloads itself. If you have paid, the payment is not lost: do not pay twice.
refused-title = The shop cannot open
refused = Something is wrong with its database, and it will not heal by itself. The reason is in the log.
refused-next = Please tell the shop's owner. If you have paid, the payment is not lost: do not pay twice.
