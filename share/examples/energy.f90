! Energy, forces and stress of silicon by nnpipe's interface in C:
!   gfortran energy.f90 -o energy $(pkg-config --libs nnpipe) && ./energy si.nnp
module nnpipe
  use, intrinsic :: iso_c_binding
  implicit none
  interface
    function nnpipe_load(spec, skin) bind(c)
      import
      character(kind=c_char), intent(in) :: spec(*)
      real(c_double), value :: skin
      type(c_ptr) :: nnpipe_load
    end function
    function nnpipe_compute(potential, atoms, numbers, positions, cell, periodic, energy, forces, stress, site_energies) bind(c)
      import
      type(c_ptr), value :: potential, periodic, site_energies
      integer(c_int), value :: atoms
      integer(c_int), intent(in) :: numbers(*)
      real(c_double), intent(in) :: positions(3, *), cell(3, 3)
      real(c_double), intent(out) :: energy, forces(3, *), stress(6)
      integer(c_int) :: nnpipe_compute
    end function
    function nnpipe_error() bind(c)
      import
      type(c_ptr) :: nnpipe_error
    end function
    subroutine nnpipe_free(potential) bind(c)
      import
      type(c_ptr), value :: potential
    end subroutine
  end interface
contains
  subroutine stop_with_error()
    character(kind=c_char), pointer :: text(:)
    integer :: length
    length = 0
    call c_f_pointer(nnpipe_error(), text, [1000])
    do while (text(length + 1) /= c_null_char)
      length = length + 1
    end do
    write (0, '(*(a))') 'energy: ', text(:length)
    stop 1
  end subroutine
end module

program energy_of_silicon
  use nnpipe
  implicit none
  character(len=1000) :: path
  type(c_ptr) :: potential
  integer(c_int) :: numbers(2) = [14, 14]
  real(c_double) :: positions(3, 2), cell(3, 3), energy, forces(3, 2), stress(6)
  positions = reshape([0.1d0, 0d0, 0d0, 1.35775d0, 1.35775d0, 1.35775d0], [3, 2])
  cell = 2.7155d0
  cell(1, 1) = 0
  cell(2, 2) = 0
  cell(3, 3) = 0
  call get_command_argument(1, path)
  potential = nnpipe_load(trim(path)//c_null_char, 0.5d0)
  if (.not. c_associated(potential)) call stop_with_error()
  if (nnpipe_compute(potential, 2, numbers, positions, cell, c_null_ptr, energy, forces, stress, c_null_ptr) /= 0) then
    call stop_with_error()
  end if
  print '(a, 1x, es24.16e3)', 'energy', energy
  print '(a, 3(1x, es24.16e3))', 'force', forces(:, 1)
  print '(a, 3(1x, es24.16e3))', 'force', forces(:, 2)
  print '(a, 6(1x, es24.16e3))', 'stress', stress
  call nnpipe_free(potential)
end program
