; The set-up for one person, without administrator's rights. scripts/packages/nsis.py defines
; VERSION, ICON, PAYLOAD and OUTPUT, and writes payload.nsh: what at the top of the payload is
; ours, by name, to be removed.
Target amd64-unicode
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true

!include LogicLib.nsh
!include MUI2.nsh
!include WordFunc.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh
!include payload.nsh

!define NAME "Bomizzel Desktop"
!define PROGRAM "bomizzel-desktop.exe"
!define APPLICATION_ID "Bomizzel.Desktop"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define RUN_VALUE "Bomizzel"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Bomizzel.Desktop"
!define SCHEME "Software\Classes\bomizzel"

; Exit codes beside NSIS's own 0 (done), 1 (cancelled) and 2 (aborted).
!define NEWER_IS_THERE 3
!define MACHINE_HAS_IT 4

Name "${NAME}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME}: set-up for one person"
VIAddVersionKey "CompanyName" "Bomizzel"
VIAddVersionKey "LegalCopyright" "Bomizzel"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
LangString NEWER ${LANG_ENGLISH} "A newer version is installed already."
LangString NEWER ${LANG_GERMAN} "Eine neuere Version ist schon installiert."
LangString MACHINE ${LANG_ENGLISH} "Your organisation has installed the program on this computer already."
LangString MACHINE ${LANG_GERMAN} "Ihre Organisation hat das Programm auf diesem Rechner schon installiert."

; Asks the program to end, as Windows does when the session ends, and waits for it.
; https://learn.microsoft.com/windows/win32/rstmgr/using-restart-manager-with-a-primary-installer
!macro EndProgram
  System::Call 'rstrtmgr::RmStartSession(*i.r0, i0, w.r1)i.r2'
  ${If} $2 = 0
    System::Call '*(w "$INSTDIR\${PROGRAM}")p.r3'
    System::Call 'rstrtmgr::RmRegisterResources(ir0, i1, pr3, i0, p0, i0, p0)i.r2'
    System::Call 'rstrtmgr::RmShutdown(ir0, i1, p0)i.r2'
    System::Free $3
  ${EndIf}
!macroend

; Starts what EndProgram ended, if the program asked for it.
!macro BringBackProgram
  System::Call 'rstrtmgr::RmRestart(ir0, i0, p0)i.r2'
  System::Call 'rstrtmgr::RmEndSession(ir0)i.r2'
!macroend

Function .onInit
  SetRegView 64
  ReadRegStr $0 HKLM "${RUN}" "${RUN_VALUE}"
  ReadRegStr $1 HKLM "${SCHEME}\shell\open\command" ""
  ${If} "$0$1" != ""
    MessageBox MB_ICONSTOP "$(MACHINE)" /SD IDOK
    SetErrorLevel ${MACHINE_HAS_IT}
    Quit
  ${EndIf}
  ReadRegStr $0 HKCU "${UNINSTALL}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 = 1
      MessageBox MB_ICONSTOP "$(NEWER)" /SD IDOK
      SetErrorLevel ${NEWER_IS_THERE}
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
FunctionEnd

Section
  ReadRegStr $9 HKCU "${UNINSTALL}" "DisplayVersion"
  !insertmacro EndProgram
  !insertmacro RemovePayload
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "Bomizzel"
!ifdef SUPPORT_URL
  WriteRegStr HKCU "${UNINSTALL}" "HelpLink" "${SUPPORT_URL}"
!endif
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KIB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1

  WriteRegStr HKCU "${SCHEME}" "" "URL:Bomizzel"
  WriteRegStr HKCU "${SCHEME}" "URL Protocol" ""
  WriteRegStr HKCU "${SCHEME}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${SCHEME}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  ${If} $9 == ""
    ; Only the first time: afterwards the program writes and removes it, as its setting says.
    WriteRegStr HKCU "${RUN}" "${RUN_VALUE}" '"$INSTDIR\${PROGRAM}"'
  ${EndIf}

  ; CreateShortcut knows no application id, without which toasts are nobody's.
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r1 ""
  ${If} $1 P<> 0
    ${IShellLink::SetPath} $1 '("$INSTDIR\${PROGRAM}")'
    ${IShellLink::SetWorkingDirectory} $1 '("$INSTDIR")'
    ${IUnknown::QueryInterface} $1 '("${IID_IPropertyStore}",.r2)'
    ${If} $2 P<> 0
      System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
      System::Call '*(&w64 "${APPLICATION_ID}")p.r4'
      System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,$4)p.r5'
      ${IPropertyStore::SetValue} $2 '($3,$5)'
      ${IPropertyStore::Commit} $2 ""
      ${IUnknown::Release} $2 ""
      System::Free $5
      System::Free $4
      System::Free $3
    ${EndIf}
    ${IUnknown::QueryInterface} $1 '("${IID_IPersistFile}",.r2)'
    ${If} $2 P<> 0
      ${IPersistFile::Save} $2 '("$SMPROGRAMS\${NAME}.lnk",1)'
      ${IUnknown::Release} $2 ""
    ${EndIf}
    ${IUnknown::Release} $1 ""
  ${EndIf}
  !insertmacro BringBackProgram
SectionEnd

Section "Uninstall"
  !insertmacro EndProgram
  System::Call 'rstrtmgr::RmEndSession(ir0)i.r2'
  ; What people have in the program's profile stays: it is theirs.
  !insertmacro RemovePayload
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegValue HKCU "${RUN}" "${RUN_VALUE}"
  DeleteRegKey HKCU "${SCHEME}"
  DeleteRegKey HKCU "Software\Classes\AppUserModelId\${APPLICATION_ID}"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
