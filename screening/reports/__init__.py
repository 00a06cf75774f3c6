"""Turn results and records into documents. Pure: values in, documents out."""
