-- Small strains of a crystal at rest, for make-cell --strain: samples of all show a fit its elastic constants. No two
-- make the same cubic crystal, and both signs are there where they differ.
return {
  -- Alike along all axes: the bulk modulus. A fit is least sure at the ends, which lie beyond what measures it.
  volume = { -0.06, -0.05, -0.04, -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06 },
  -- xx,yy,zz,yz,xz,xy: those of the shape.
  shape = { "0.01,-0.01,0,0,0,0", "0.02,-0.02,0,0,0,0", "0.03,-0.03,0,0,0,0", "0.04,-0.04,0,0,0,0",
    "-0.04,0,0,0,0,0", "-0.02,0,0,0,0,0", "0.02,0,0,0,0,0", "0.04,0,0,0,0,0",
    "0,0,0,0.02,0,0", "0,0,0,0.04,0,0", "0,0,0,0.06,0,0", "0,0,0,0.08,0,0",
    "0,0,0,-0.04,-0.04,-0.04", "0,0,0,-0.02,-0.02,-0.02", "0,0,0,0.02,0.02,0.02", "0,0,0,0.04,0.04,0.04" },
}
