# Attention: ready orders for which nobody came in time.

missed-title = Not fetched in time
missed-hint = The order still waits for its customer. Give it more time, take it back to assembling, or cancel it.
missed-all = All of them in the order list
missed-none = No more orders are overdue.
missed-do-more-time = Give it more time
missed-do-undo = Back to assembling
missed-do-cancel = Cancel the order
missed-wait-in-cell = The order stays in cell { $cell }, and its customer sees the new time.
missed-wait-for-courier = The courier comes to the same place again, and the customer sees when.
missed-out-of-cell = The order is assembled again, and cell { $cell } is free.
missed-without-courier = The order is assembled again, and no courier brings it.
missed-cancelled = Nobody gets the order, and its goods go back to the stock.
missed-cancelled-and-due = Nobody gets the order, and its goods go back to the stock. { $sum } was paid: that has to be sent back, and a card above will say so.
missed-done-more-time = Order { $uid } waits until { $until }.
missed-done-undo = Order { $uid } is being assembled again.
missed-done-cancel = Order { $uid } is cancelled.
