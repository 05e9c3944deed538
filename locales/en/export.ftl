# Export into tables.

export-link = Export to a spreadsheet
export-title = Export
export-which = Which orders
export-all = All orders of the shop.
export-until = Placed until
export-which-hint = Everything that this filter finds is exported, not one page of the list. The filter is changed in the list of orders.
export-what = What to export
export-table-orders = Orders
export-hint-orders = A row for each order: number, when it was placed, status, nickname, goods, total, how much was paid, open discrepancies.
export-table-payments = Payments
export-hint-payments = A row for each payment of these orders: when it came, the sum, whether it counts, who paid. Payments without an order are not among them: they wait under “Attention”.
export-table-lines = Goods of the orders
export-hint-lines = A row for each good of an order: name, price, pieces, sum. Orders without goods, of a sum alone, are not among them.
export-open-hint = A CSV file in UTF-8 with commas between cells: Excel with English settings opens it at once. LibreOffice asks for the separator: choose the comma. For Excel with Russian settings switch this page's language: there it is a semicolon.
export-safe-hint = What customers wrote becomes no formula: an apostrophe stands before =, +, - or @ where a text begins with one.
export-whole-hint = If a download breaks off, the browser says so: there is no file that only looks whole.
export-item = { $name } { $count }
export-yes = yes
export-no = no
export-column-order = Order
export-column-placed = Placed ({ $zone })
export-column-paid = Paid ({ $zone })
export-column-text = Order’s text
export-column-total = Total, AR
export-column-counted = Paid, AR
export-column-open = Open discrepancies
export-column-sum = Sum, AR
export-column-counts = Counts
export-column-sure = Known by
export-column-price = Price, AR
export-column-quantity = Pieces
export-column-count = As players count
export-sure-callback = Dromon’s callback
export-sure-balance = callback and balance
export-sure-staff = a colleague’s decision
export-sure-contested = doubted
