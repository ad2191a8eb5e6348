# statements.awk - N labelled statements out of fewer (columns id,topic,text,
# ...): each repeated one begins with a number of its own.  -v n=N
NR == 1 { print; next }
{ rows[++count] = $0 }
END {
    srand(1)
    for (i = 1; i <= n; i++) {
        row = rows[(i - 1) % count + 1]
        sub(/^[^,]*/, "s" i, row)
        match(row, /^[^,]*,[^,]*,"?/)
        if (i > count)
            row = substr(row, 1, RLENGTH) int(rand() * 1000000) " " \
                  substr(row, RLENGTH + 1)
        print row
    }
}
