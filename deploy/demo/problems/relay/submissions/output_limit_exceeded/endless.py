# never stops to print
while True:
    print("possible " * 100)
