"""What screen, text and JSON all show, without Qt: sentences, numbers, steps and graphs."""
