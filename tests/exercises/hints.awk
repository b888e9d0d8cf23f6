# hints.awk - the hints for one exercise: the paragraphs below its heading
# (`## 01 a`) in hints.txt. Set `heading`; `wanted` is which of them to print,
# or "all" for how many there are.
/^## / { ours = $0 == heading; inside = 0; next }
NF == 0 { inside = 0; next }
ours && !inside { found++; inside = 1 }
ours && found == wanted
END { if (wanted == "all") print found + 0 }
