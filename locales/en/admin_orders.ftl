# The order list.

orders-tabs = What to show
orders-tab-all = All
orders-tab-to-pay = Awaiting payment
orders-tab-to-assemble = To assemble
orders-tab-to-deliver = To deliver
orders-tab-overdue = Overdue

orders-search = Find an order
orders-search-hint = Number, nickname, item
orders-find = Find
orders-filters = Filters and order
orders-filter-status = Status
orders-filter-sort = Order
orders-sort-newest = Newest first
orders-sort-waiting = Longest waiting first
orders-filter-from = Placed from
orders-filter-to = to
orders-filter-trouble = Discrepancy
orders-filter-product = Item
orders-filter-payer = Who paid
orders-product-gone = item no. { $id }
orders-any = Any
orders-clear = Show all orders

orders-choose = Choose
orders-choose-one = Choose order { $uid }
orders-column-number = Number
orders-column-items = Items
orders-column-nickname = Nickname
orders-column-total = Total
orders-column-paid = Paid
orders-column-age = Age
orders-item = { $name } { $count }
orders-item-count = { $name }, { $count }
orders-held = Held
orders-held-by = Held: { $why }

orders-status-awaiting-payment = Awaiting payment
orders-status-part-paid = Part paid
orders-status-paid = Paid
orders-status-assembling = Being assembled
orders-status-ready = Ready
orders-status-completed = Delivered
orders-status-cancelled = Cancelled
orders-status-expired = Expired
orders-status-refunded = Refunded

orders-trouble-any = Any that is open
orders-trouble-unknown-order = payment without an order
orders-trouble-unreadable = unreadable callback
orders-trouble-altered = text altered
orders-trouble-new-source = new address
orders-trouble-foreign-source = foreign address
orders-trouble-repeated = callback repeated
orders-trouble-confirmed-twice = confirmed twice
orders-trouble-underpaid = underpaid
orders-trouble-overpaid = overpaid
orders-trouble-paid-late = paid late
orders-trouble-paid-again = paid again
orders-trouble-paid-after-cancel = paid after cancelling
orders-trouble-paid-after-refund = paid after a refund
orders-trouble-refund-due = refund due
orders-trouble-contested = payment in doubt
orders-trouble-out-of-stock = goods missing

age-minutes = { $count } min
age-hours = { $count } h
age-days = { $count } d

orders-none-at-all = There are no orders yet. The first one will appear here by itself.
orders-none = There are no such orders.
orders-none-so-far = None of the orders looked at is like that.
orders-none-misspelt = There is no order of that number: it seems to be mistyped.
orders-looked-until = Looked at the orders up to { $moment }.
orders-look-further = Look further
orders-pages = Pages of the list
orders-first = To the start
orders-back = Back
orders-further = Further

orders-together = With those chosen:
orders-together-assemble = Assemble
orders-together-ready = Ready
orders-together-complete = Delivered
orders-together-pick = Pick list
orders-moved = { $count ->
    [one] Done: { $count } order ({ $numbers }).
   *[other] Done: { $count } orders ({ $numbers }).
}
orders-refused = Not done
orders-refused-changed = somebody else has just changed it
orders-refused-held = it is held; resolve its discrepancy first
orders-refused-not-allowed = its status does not allow that
orders-refused-no-cell = Every cell is taken. Empty one, or hand the order over otherwise on its own page.
orders-refused-code = A courier brings the order: its code is typed on the page of the order.
orders-refused-gone = there is no such order
orders-refused-listed = it is on an open pick list already

# The script puts something in the place of %s.
orders-live-changed = Order %s has changed and is no longer chosen
orders-live-paid = Newly paid: %s
orders-sound-on = Turn sound on
orders-sound-off = Turn sound off
orders-notify = Turn notifications on
orders-notify-on = Notifications are on
orders-keys = Keys
orders-key-search = search
orders-key-rows = to the next and the previous order
orders-key-open = open
orders-key-choose = choose
