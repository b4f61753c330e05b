from collections import Counter

print((Counter(input()) & Counter(input())).total())
