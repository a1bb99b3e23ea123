"""What the product keeps when it, its clock or its database is treated badly."""
