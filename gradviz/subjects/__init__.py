"""What can be checked: the descriptions of subjects, and what is built of them."""
