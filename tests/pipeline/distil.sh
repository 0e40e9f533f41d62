# The whole road of scripts/distil.lua, small: a teacher of the better functions, its runs, and a student that learned
# from them.
expect_ok make-cell diamond --element Si --constant 5.431 --repeat 2,2,2 --rattle 0.02 -o si.xyz
for seed in 1 2; do
  sample-md --potential "$SHARE/potentials/Si.sw" --temperature 900 --steps 240 --no-sampling --every 20 \
    --whole-frames \
    --seed $seed si.xyz | sed 's/^Lattice/config_type=T900 Lattice/' >data-$seed.xyz
done
expect_ok symfunc --design --cutoff 6 --shells 4,1 data-1.xyz -o cheap.sf
options="training=data-1.xyz test=data-2.xyz set=cheap.sf hidden=5 epochs=3 epochs_alone=3 teacher_cutoffs=4 teacher_sets=$SHARE/symfunc/si-short.sf \
  teacher_hidden=5 teachers=2 teacher_epochs=4 search_epochs=2 steps=20 every=10 out=small"
# shellcheck disable=SC2086
expect_status 0 nnpipe run distil $options
expect_stdout "^the teacher's functions: (4|si-short)$"
expect_stdout '^student: test force RMSE +meV/Å '
expect_file small/models/student.nnp small/models/teacher.nnp small/errors/student.tab
# The training frames come first, then those of the runs without their beginnings.
frames=$(grep -c '^Lattice\|Lattice=' small/lesson.xyz)
expect_less "$(grep -c Lattice= data-1.xyz)" "$frames"
head -n 66 data-1.xyz | cmp - <(head -n 66 small/lesson.xyz)
# Temperatures come from the frames, or are given.
sed 's/config_type=T900 //' data-1.xyz >silent.xyz
# shellcheck disable=SC2086
expect_fail 1 "frame 1 of silent.xyz does not say its temperature" nnpipe run distil ${options/data-1/silent} \
  temperature='T(%d+)'
expect_fail 1 'the teacher has no functions' nnpipe run distil training=data-1.xyz test=data-2.xyz teacher_cutoffs=
expect_ok nnpipe help distil
