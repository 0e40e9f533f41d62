# The whole road of scripts/scaling.lua, small: two sizes of both systems.
expect_status 0 nnpipe run scaling atoms=1300,700 set="$SHARE/symfunc/si-short.sf" systems=Si time=2s test_frames=4 \
  near=100 out=road
expect_stdout '^Si: time to that error +s'
expect_rows 2 road/scaling.tab
[[ $(table_column road/scaling.tab frames | paste -sd,) == 10,20 ]] || unmet "not the frames that were asked for"
expect_frames 10 road/Si-700.xyz
expect_frames 20 road/Si-1300.xyz
expect_file road/pictures/times.png road/pictures/error-Si.svg road/models/Si-1300.nnp
expect_status 0 nnpipe run scaling atoms=700 systems=ZnCdTe time=3s test_frames=4 every=30 out=three
expect_rows 1 three/scaling.tab
expect_status 1 nnpipe run scaling test_frames=0 out=none
expect_stderr 'expected a test frame at least'
expect_status 1 nnpipe run scaling atoms=700,1e300 out=none
expect_stderr '1e.300 atoms, expected 1 to 1e9'
expect_status 1 nnpipe run scaling systems=none out=none
expect_stderr 'expected systems Si or ZnCdTe, got none'
