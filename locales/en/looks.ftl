# What the shop is called, and what it says of itself.

settings-nav-shop = Shop
looks-title = Shop
looks-what = The name and the texts that customers see. An empty field is not shown.
looks-preview = Look at the shop window
looks-saved = Saved. The shop window shows it already.
looks-not-saved = Not saved: correct the fields
looks-save = Save
looks-nothing = empty
looks-field-name = Name
looks-name-hint = Up to 40 characters. Empty: “{ $name }”.
looks-field-greeting = Greeting
looks-hint-greeting = Stands above the goods. Up to 500 characters, in several lines if you like.
looks-field-hours = Hours
looks-hint-hours = Shown below the goods: when you assemble and hand out orders.
looks-field-places = Where to find us
looks-hint-places = Shown below the goods: coordinates, the branch, the way there.
looks-field-contact = How to reach the shop
looks-hint-contact = Shown on an order’s page and on error pages: Discord, a nickname in the game.
looks-fault-too-long = There are { $typed } characters here, { $most } fit. Shorten it.
looks-fault-control = There is an invisible control character here. Remove it, or type the text anew.
looks-changed-heading = The settings have been changed already
looks-changed = While you typed, somebody saved something else. There it says now:
looks-changed-next = The form has kept what you typed. Save again to replace it, or
looks-changed-discard = open the settings as they are.
looks-contact-heading = How to reach the shop
looks-about-heading = About the shop
