# What LAMMPS gives by agree.lammps against what label gives: thermo sites.dump lammps.xyz label.xyz. Energies agree to
# 1e-10, forces to 1e-9 eV/A, pressure to 1e-9 of its largest component; what does not is printed.
function size(x) { return x < 0 ? -x : x }
function value(key) {
  if (!match($0, " " key "=(\"[^\"]*\"|[^ ]*)")) return ""
  return substr($0, RSTART + length(key) + 2, RLENGTH - length(key) - 2)
}
function check(what, got, wanted, tolerance) {
  if (!(size(got - wanted) <= tolerance)) print what ": " got ", expected " wanted
}
FILENAME == "thermo" {
  energy = $1
  site_pressure[1] = -$3 / $2
  site_pressure[4] = -$4 / $2
  for (k = 1; k <= 6; ++k) pressure[k] = $(k + 4)
  next
}
FILENAME == "sites.dump" {
  if (sites) site[++n] = $2
  if (/^ITEM: ATOMS/) sites = 1
  next
}
FNR == 2 {
  delete at
  column = 0
  m = split(value("Properties"), p, ":")
  for (k = 1; k <= m; k += 3) { at[p[k]] = column + 1; column += p[k + 2] }
}
FNR == 2 && FILENAME == "label.xyz" {
  wanted_energy = value("energy")
  check("energy", energy, wanted_energy, 1e-10 * size(wanted_energy))
  s = value("stress")
  gsub("\"", "", s)
  split(s, w, " ")
  split("1 5 9 2 3 6", order, " ")  # xx yy zz xy xz yz
  for (k = 1; k <= 6; ++k) {
    wanted[k] = -w[order[k]] * 1602176.5  # bar, as LAMMPS has it
    if (size(wanted[k]) > largest) largest = size(wanted[k])
  }
  for (k = 1; k <= 6; ++k) check("pressure " k, pressure[k], wanted[k], 1e-9 * largest)
  for (k = 1; k <= 4; k += 3) check("pressure of sites " k, site_pressure[k], wanted[k], 1e-9 * largest)
}
FNR > 2 && FILENAME == "lammps.xyz" { for (k = 0; k < 3; ++k) force[FNR, k] = $(at["forces"] + k) }
FNR > 2 && FILENAME == "label.xyz" {
  for (k = 0; k < 3; ++k) check("atom " FNR - 2 ": force", force[FNR, k], $(at["forces"] + k), 1e-9)
  check("atom " FNR - 2 ": energy", site[FNR - 2], $(at["energies"]), 1e-10 * (1 + size(wanted_energy)))
  ++compared
}
END { if (compared == 0 || compared != n) print compared + 0 " atoms compared, expected " n + 0 }
