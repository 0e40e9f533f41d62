# Classes by margins: two clouds and a line, a ring and a kernel, three classes; support vectors and their conditions.
clouds() {
  awk -v seed="$1" -v what="$2" 'BEGIN {
    srand(seed); print "#! nnpipe-table 1 text\n#! units none\n#! inputs x y\n#! targets kind\n#! fields x y kind\n#! data"
    for (i = 0; i < 240; ++i) {
      x = 2 * rand() + 2 * rand() - 2; y = 2 * rand() + 2 * rand() - 2
      if (what == "ring") k = x * x + y * y < 1
      else { k = i % (what == "three" ? 3 : 2); x += (k == 1 ? 2.5 : 0); y += (k == 2 ? 3.5 : 0) }
      print x, y, k
    }
    print "#! end rows=240" }'
}
clouds 1 two >train.tab
clouds 2 two >test.tab
expect_ok fit-kernel --classify --kernel linear --penalty 2 --support support.tab train.tab -o line.kernel
expect_ok validate --potential line.kernel --confusion confusion.tab --predictions decisions.tab test.tab -o classes.tab
expect_less 0.85 "$(table_value classes.tab value quantity=accuracy)"
expect_less "$(table_value classes.tab value quantity=hinge-loss)" 0.5
expect_rows 240 decisions.tab
# What the conditions of the dual say of each row, and that the model keeps the support vectors alone.
awk '/^#/ { next } { a = $4; m = $5
  if (a < 0 || a > 2 || (a < 2 && m < 1 - 1e-6) || (a > 0 && m > 1 + 1e-6)) { print "row", NR, a, m; bad = 1 } else if (a > 0) ++n }
  END { if (!bad) print n + 0 }' support.tab >said
[[ $(cat said) == "$(sed -n 's/^centres //p' line.kernel)" ]]
# A ring is beyond a line, not beyond a Gaussian.
clouds 3 ring >ring.tab
clouds 4 ring >ring-test.tab
expect_status 3 fit-kernel --classify --kernel linear ring.tab -o line.kernel
expect_stderr '^fit-kernel: ring.tab: of the held-out rows 0.[0-9]* are classified rightly, class [01] alone would be right'
expect_status 3 fit-kernel --classify --length 1e-9 --penalty 1 ring.tab -o small.kernel
expect_stderr 'little was learned$'
expect_ok fit-kernel --classify --length 1 --penalty 1 ring.tab -o fair.kernel
expect_ok fit-kernel --classify --log tried.tab --test ring-test.tab --errors ring-errors.tab ring.tab -o ring.kernel
expect_less 0.95 "$(table_value ring-errors.tab value quantity=accuracy)"
expect_ok validate --potential line.kernel ring-test.tab -o classes.tab
expect_less "$(table_value classes.tab value quantity=accuracy)" 0.9
grep -q '^#! fields rows length penalty mistakes$' tried.tab
# Three classes: one against the rest.
clouds 5 three >three.tab
clouds 6 three >three-test.tab
expect_ok fit-kernel --classify --penalty 1 three.tab -o three.kernel
grep -q '^classes 3 kind$' three.kernel
expect_ok validate --potential three.kernel --predictions decisions.tab three-test.tab -o classes.tab
expect_less 0.85 "$(table_value classes.tab value quantity=accuracy)"
grep -q '^#! fields class decision_0 decision_1 decision_2$' decisions.tab
