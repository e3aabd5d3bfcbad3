# Tries the installers on a Windows that may be changed: a runner, or a virtual machine.
# Needs an administrator. Ends with an error at the first thing that is not as it should be.
param([Parameter(Mandatory)] [string] $Folder)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Program = "$env:ProgramFiles\Bomizzel Desktop\bomizzel-desktop.exe"
$Preset = 'HKLM:\Software\Bomizzel\Desktop'
$Address = 'https://help.example.org'

function Assert([bool] $Holds, [string] $What) {
    if (-not $Holds) { throw "not so: $What" }
    Write-Output "ok: $What"
}

function Invoke-Installer([string[]] $Arguments) {
    $log = Join-Path $env:TEMP 'bomizzel-msi.log'
    $options = $Arguments + @('/qn', '/norestart', '/l*v', "`"$log`"")
    (Start-Process msiexec.exe -ArgumentList $options -Wait -PassThru).ExitCode
}

$all = @(Get-ChildItem $Folder -Filter '*.msi' | Sort-Object { [version]($_.Name -split '-')[2] })
$old, $new = $all[0].FullName, $all[-1].FullName
$setup = (Get-ChildItem $Folder -Filter '*-setup.exe')[0].FullName

$code = Invoke-Installer @('/i', "`"$old`"", "SERVERURL=$Address", 'LAUNCHATLOGIN=1')
Assert ($code -eq 0) 'the older version is installed'
Assert ((Get-ItemProperty $Preset).serverAddress -eq $Address) 'the preset has the address'
Assert (Test-Path "$env:ProgramData\Microsoft\Windows\Start Menu\Programs\Bomizzel Desktop.lnk") `
    'everybody has the shortcut'
Assert ((Get-Item $Program).VersionInfo.CompanyName -eq 'Bomizzel') 'the program says its maker'

$policy = Join-Path $env:TEMP 'bomizzel-policy.json'
$done = Start-Process $Program -ArgumentList 'policy', '--explain', '--json' -Wait -PassThru `
    -RedirectStandardOutput $policy
Assert ($done.ExitCode -eq 0) 'the program explains its policy'
Assert ((Get-Content -Raw $policy).Contains($Address)) 'the program reads the preset'

$running = Start-Process $Program -PassThru
Start-Sleep -Seconds 10
Assert (-not $running.HasExited) 'the program runs'
Assert ((Invoke-Installer @('/i', "`"$new`"")) -eq 0) 'it is upgraded while it runs'
Assert $running.HasExited 'the older program has ended'
Assert ((Get-ItemProperty $Preset).serverAddress -eq $Address) 'the preset is kept'

Remove-Item (Join-Path (Split-Path $Program) '_internal\base_library.zip')
Assert ((Invoke-Installer @('/famus', "`"$new`"")) -eq 0) 'it is repaired'
Assert (Test-Path (Join-Path (Split-Path $Program) '_internal\base_library.zip')) `
    'the file is back'
Assert ((Invoke-Installer @('/i', "`"$old`"")) -eq 1603) 'the older version is refused'

$code = (Start-Process $setup -ArgumentList '/S' -Wait -PassThru).ExitCode
Assert ($code -eq 4) 'the set-up for one person is refused'
Assert ((Invoke-Installer @('/x', "`"$new`"")) -eq 0) 'it is removed'
Assert (-not (Test-Path (Split-Path $Program))) 'no file is left'
Assert (-not (Test-Path $Preset)) 'no preset is left'
