"""The validation passport: checks where the answer is known, and where the real world has been measured."""
