# Pick lists.
picks-heading = Picking
picks-title = Pick list no. { $number }
picks-none = No list is open. Choose orders in the list and press “Pick list”:
picks-none-link = orders to assemble
picks-orders = { $count ->
    [one] { $count } order
   *[other] { $count } orders
}
picks-progress = { $picked } of { $goods }
picks-progress-label = How much is picked
picks-number = { $n } pcs
picks-ended-heading = Lists that have ended
picks-ended = Ended:
picks-refused = Not on the list
picks-tick-share = Picked for order { $uid }
picks-share-ready = the order is ready
picks-tick-failed = Not ticked: no connection. Press once more.
picks-orders-heading = Orders of the list
picks-all = Everything is picked
picks-order-off = off the list
picks-end-hint = The list will be closed. Its orders stay in assembly: mark each as ready on its own page.
picks-end = End the list
picks-give-up = Close it although something is left
picks-give-up-hint = Orders that are not picked completely leave the list and stay in assembly. They can be put on another.
picks-give-up-button = Close the list
picks-problem-changed = The list changed while you were looking: the quantity is another one now, or the order has left it. Nothing was ticked; look again.
picks-problem-ended = This list has ended.
picks-problem-not-all = Not everything is picked yet.
