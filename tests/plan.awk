# plan.awk - how the measured course of tone follows the planned one.
#
#     awk -f tests/plan.awk tests/sample/plan.csv trends.csv
#
# For every actor of the plan with five months or more: Spearman's rank
# correlation of the planned and the measured monthly tone; the same over all
# months of all actors.  Ties get their mean rank; a plan that never changes
# has no correlation and is called steady.  Prints actor, months and
# correlation; last "all", months and correlation.
BEGIN { FS = "," }
FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; file++; next }
file == 1 { plan[$1 SUBSEP $3] = $4; next }
{ key = $at["actor"] SUBSEP $at["period"] }
key in plan && $at["tone"] != "" {
    actor = $at["actor"]
    n = ++count[actor]
    x[actor, n] = plan[key]
    y[actor, n] = $at["tone"]
    n = ++count["all"]
    x["all", n] = plan[key]
    y["all", n] = $at["tone"]
}
function rank(v, who, n, i, below, same) {
    below = same = 0
    for (j = 1; j <= n; j++) {
        below += v[who, j] + 0 < v[who, i] + 0
        same += v[who, j] + 0 == v[who, i] + 0
    }
    return below + (same + 1) / 2
}
function spearman(who, n, i, a, b, sa, sb, saa, sbb, sab) {
    n = count[who]
    sa = sb = saa = sbb = sab = 0
    for (i = 1; i <= n; i++) {
        a = rank(x, who, n, i)
        b = rank(y, who, n, i)
        sa += a; sb += b; saa += a * a; sbb += b * b; sab += a * b
    }
    saa -= sa * sa / n; sbb -= sb * sb / n; sab -= sa * sb / n
    return saa > 0 && sbb > 0 ? sprintf("%.3f", sab / sqrt(saa * sbb)) : "steady"
}
END {
    for (who in count)
        if (who != "all" && count[who] >= 5)
            printf "%s,%d,%s\n", who, count[who], spearman(who) | "sort"
    close("sort")
    printf "all,%d,%s\n", count["all"], spearman("all")
}
