-- Small strains of a crystal at rest, for make-cell --strain: samples of all show a fit its elastic constants.
return {
  -- Alike along all axes: the bulk modulus.
  volume = { -0.04, -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03, 0.04 },
  -- xx,yy,zz,yz,xz,xy: those of the shape.
  shape = { "0.02,-0.02,0,0,0,0", "-0.02,0.02,0,0,0,0", "0.03,0,0,0,0,0", "-0.03,0,0,0,0,0", "0,0,0,0.04,0,0",
    "0,0,0,0.03,0.03,0.03", "0,0,0,-0.03,-0.03,-0.03" },
}
