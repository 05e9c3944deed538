# Hand-over: cells, deadlines, couriers.

admin-nav-cells = Hand-over
cells-title = Cells
cells-what = A cell is a chest or a shelf in which an assembled order waits for its customer. One cell holds one order.
cells-free-count = { $free } of { $count } are free.
cells-none = There are no cells yet, and orders are handed over as agreed. Add cells, and each ready order gets a place and a deadline.
cells-is-free = Free
cells-up = Up
cells-down = Down
cells-change = Change
cells-name = Name
cells-names = Names
cells-place = Where it is
cells-save = Save
cells-remove = Remove the cell
cells-add-heading = Add cells
cells-add = Add
cells-names-hint = One name, several with commas between them, or a series: “A1-A9”. Where it is, in words or coordinates; the customer sees it, too.
cells-problem-empty = Write at least one name.
cells-problem-name = “{ $name }” will not do: a name has 1 to { $most } characters and no commas.
cells-problem-twice = The cell “{ $name }” is named twice. Remove one of the two.
cells-problem-many = At most { $most } cells can be added at once. Divide the list.
cells-problem-place = Where it is: one line, at most { $most } characters.
cells-problem-taken = There is a cell “{ $name }” already. Give the new one another name.
cells-problem-occupied = An order lies in the cell. Hand it over first, or put it elsewhere.
cells-problem-gone = There is no such cell any more.

hand-over-cell = Cell
hand-over-courier = Courier
hand-over-where = Where
hand-over-until = Fetch it by
hand-over-until-field = Fetch it by
hand-over-courier-where = The courier brings it to
hand-over-courier-when = When
hand-over-missed = overdue
hand-over-missed-courier = the time is over
hand-over-place = Where to meet
hand-over-at-field = When
hand-over-otherwise = Hand it over otherwise
hand-over-by-courier = Send a courier
hand-over-change = Change the hand-over
hand-over-ready-cell = Ready, it lies in the cell
hand-over-ready-courier = Ready, a courier takes it
hand-over-ready-agreed = Ready, handed over as agreed
hand-over-save = Save cell and deadline
hand-over-save-courier = Give it to a courier
hand-over-save-agreed = Hand it over as agreed
hand-over-brief-cell = { $cell }, until { $due }
hand-over-brief-courier = courier, { $due }
hand-over-told-cell = cell { $cell }, until { $due }
hand-over-told-cell-at = cell { $cell } ({ $place }), until { $due }
hand-over-told-courier = a courier brings it: { $place }, { $due }
hand-over-told-agreed = as agreed
hand-over-no-time = Write a day and a time, such as 30.11.2026, 18:00.
hand-over-long-place = The place: one line, at most { $most } characters.
hand-over-no-such-cell = There is no such cell any more. Choose another.
hand-over-taken = Another order was put into that cell just now. Choose another.
hand-over-none-free = No cell is free. Empty one, or hand the order over otherwise.
hand-over-past = That time is over. Choose a later one.
hand-over-nowhere = Write where to meet the customer.

courier-code-tell = Tell the courier this code:
courier-code-tell-hint = Tell it only when you have the order in your hands: whoever knows the code has received it.
courier-code-field = The customer’s code
courier-code-button = Hand over
courier-code-hint = Six digits from the customer’s page of the order. Wrong ones that may still be typed: { $left }.
courier-code-locked = Too many wrong codes were typed, or there is no code yet. Ask a manager to make a new one.
courier-code-problem-digits = A code is six digits. Ask the customer to open the page of the order and to read them out.
courier-code-problem-wrong = The code is wrong. Ask the customer to read it out again. Tries left: { $left }.
courier-code-problem-locked = The code is wrong, and there are no more tries. Ask a manager to make a new one.
courier-code-problem-needed = A courier brings the order: it is handed over for the code that its customer tells.

courier-nobody = Nobody is there
courier-nobody-at = When to come again
courier-nobody-hint = The customer sees the new time on the page of the order. If you do not know it, leave it empty, and a manager decides.
courier-nobody-last = This is the last attempt: a manager decides what becomes of the order then.
courier-nobody-button = Write down that nobody is there
courier-attempts = { $count ->
    [one] Nobody was found { $count } time
   *[other] Nobody was found { $count } times
}
courier-tried-enough = Couriers came three times and found nobody. Put the order into a cell, send it back to assembling, or cancel it and send the money back.
