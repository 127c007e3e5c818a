"""What any Flask application of this kind would need: access, transactions, forms, rendering. Knows no word of the product."""
