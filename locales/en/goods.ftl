# Goods: the pages for staff.

goods-title = Goods
goods-new = New good
goods-none = There are no goods yet. Add the first one, and the shop window shows it at once.
goods-count = { $count ->
    [one] { $count } good.
   *[other] { $count } goods.
}
goods-count-out = { $count ->
    [one] { $count } good in the window is sold out.
   *[other] { $count } goods in the window are sold out.
}
goods-no-category = No category
goods-hidden = hidden
goods-few = few
goods-not-counted = not counted
goods-stock-counted = { $pieces } ({ $count })
goods-up = Move up: { $name }
goods-down = Move down: { $name }
goods-category-up = Move the category up: { $name }
goods-category-down = Move the category down: { $name }

good-back = All goods
good-heading = Good
good-new-heading = New good
good-added = The good was added.
good-not-saved = The good is not saved yet
good-field-name = Name
good-field-description = Description
good-field-price = Price of one, AR
good-field-category = Category
good-field-stack = In a stack
good-field-stock = In stock, pieces
good-field-hidden = Hide from the shop window
good-description-hint = Shown in the window below the name.
good-price-hint = A whole number. Orders that were placed before keep their old price.
good-category-hint = The heading that the good stands under in the window. May be left empty.
good-stack-64 = 64: blocks, ores, food
good-stack-16 = 16: ender pearls, signs, eggs
good-stack-1 = 1: tools, armour, potions
good-stack-loose = not in stacks: services, whole shulker boxes
good-stack-hint = How orders are counted for the picker: “1 shulker box, 3 stacks, 5 pcs”.
good-stock-hint = How many can still be ordered. Empty: not counted. If some are bought meanwhile they do not come back: only the difference is added or taken.
good-hidden-hint = Customers do not see the good; it stays in the orders that have it.
good-save = Save
good-add = Add the good
good-kept = Orders have this good, so it cannot be deleted. You can hide it from the window.
good-was-ordered = The good was not deleted: orders have it. You can hide it from the window.
good-delete = Delete the good
good-delete-hint = Nobody has ordered this good yet. Once deleted it does not come back.
good-delete-button = Delete for good
good-too-many = The good was not added: a shop has room for { $most } goods. Delete some that nobody has ordered.
good-changed-heading = Nothing was saved: the good has been changed meanwhile
good-changed = The form has what you typed. The good is different now:
good-changed-next = Check it, and save once more if it is right.
good-changed-discard = Or take what is there now.
good-nothing = empty
good-yes = yes
good-no = no
good-fault-name-missing = Write what the good is called.
good-fault-too-long = Too long: there is room for { $most } characters.
good-fault-control = There is an invisible control character in it. Remove it or type the text anew.
good-fault-price = This must be a whole number from 1 to { $most }, with no fractions and no letters.
good-fault-stack = Choose one of the list: 64, 16, 1 or not in stacks.
good-fault-stock = This must be a whole number from 0 to { $most }, or empty where the stock is not counted.
good-fault-hidden = This must be “yes” or “no”.
goods-note-added = added
goods-note-deleted = deleted
goods-note-up = moved up
goods-note-down = moved down

picture-heading = Picture
picture-alt = The good’s picture
picture-choose = A file with a picture
picture-other = Another picture in place of this one
picture-hint = PNG, JPEG or WebP, up to 5 MB. A large one becomes smaller, and where and with what it was taken is forgotten.
picture-button = Upload
picture-remove = Remove the picture
picture-missing = Choose a file with a picture first.
picture-too-large = The file is larger than { $most } MB. Make the picture smaller and upload it again.
picture-none = There is no PNG, JPEG or WebP picture in this file, whatever it is called. Save the picture in one of these formats.
picture-too-many-pixels = The picture of { $width } × { $height } is too large: there is room for { $most } million pixels. Make it smaller and upload it again.
picture-broken = The picture cannot be read: the file seems damaged or incomplete. Save it anew and upload it again.
goods-note-picture = picture
goods-note-no-picture = picture removed
