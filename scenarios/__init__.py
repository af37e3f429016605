"""What an emergency is: the models of scenario files, the loader, and the shipped library."""
