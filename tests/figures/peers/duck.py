"""Loads the tables of a folder into DuckDB, runs a query some times, prints the times and the rows."""

import sys
import time

import duckdb

folder, runs, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
query = open(f"{folder}/query.sql", encoding="utf-8").read()
db = duckdb.connect()
db.execute(f"set threads = {threads}")
begun = time.perf_counter()
for table in open(f"{folder}/tables.txt", encoding="utf-8").read().split():
    db.execute(f"create table {table} as select * from read_csv('{folder}/{table}.csv', header = true)")
print("loaded", time.perf_counter() - begun)
print("version", duckdb.__version__)
for _ in range(runs):
    begun = time.perf_counter()
    rows = db.execute(query).fetchall()
    print("took", time.perf_counter() - begun)
for row in rows:
    print("row", *row)
