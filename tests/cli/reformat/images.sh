# Images and labels in IDX become a table.
printf '\0\0\010\003\0\0\0\002\0\0\0\002\0\0\0\002\001\002\003\004\377\0\007\010' >images
printf '\0\0\010\001\0\0\0\002\005\011' >labels
expect_ok reformat images labels -o images.tab
expect_rows 2 images.tab
[[ $(grep -v '^#' images.tab | tr '\n' ';') == '1 2 3 4 5;255 0 7 8 9;' ]]
grep -q '^#! inputs p1 p2 p3 p4$' images.tab
grep -q '^#! targets label$' images.tab
expect_ok reformat images -o bare.tab
[[ $(grep -v '^#' bare.tab | tr '\n' ';') == '1 2 3 4;255 0 7 8;' ]]
printf '\0\0\010\001\0\0\0\003\005\011\001' >three
expect_fail 1 '3 labels in three, but 2 items in images' reformat images three
head -c 20 images >cut
expect_fail 1 'cut.*ends in the middle of item 2 of 2' reformat cut
expect_fail 2 '--to: images and labels in IDX become a table' reformat --to extxyz images
expect_full_disk reformat images labels
