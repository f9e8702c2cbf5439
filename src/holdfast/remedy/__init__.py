"""What makes a verdict pass: changes to what people have written, as values. Nothing here reads or writes a file."""
