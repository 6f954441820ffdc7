// SystemsOfRecord
