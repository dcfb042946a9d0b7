"""What a check is shown as, without a window: text, JSON, colours and a picture."""
