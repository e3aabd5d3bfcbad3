UPDATE `Component` SET `Condition` = 'NOT (LAUNCHATLOGIN = "0")' WHERE `Component` = 'Autostart'
UPDATE `Component` SET `Condition` = 'SERVERURL' WHERE `Component` = 'PresetServer'
UPDATE `Component` SET `Condition` = 'EXTRACERTIFICATES' WHERE `Component` = 'PresetCertificates'
UPDATE `Component` SET `Condition` = 'LANGUAGE' WHERE `Component` = 'PresetLanguage'
UPDATE `Component` SET `Condition` = 'LAUNCHATLOGIN = "1"' WHERE `Component` = 'PresetLaunch'
UPDATE `Component` SET `Condition` = 'LAUNCHATLOGIN = "0"' WHERE `Component` = 'PresetNoLaunch'
UPDATE `CustomAction` SET `Type` = 51
UPDATE `InstallExecuteSequence` SET `Sequence` = 1501 WHERE `Action` = 'RemoveExistingProducts'
UPDATE `Property` SET `Value` = 'SERVERURL;EXTRACERTIFICATES;LANGUAGE;LAUNCHATLOGIN;KEPTSERVERURL;KEPTEXTRACERTIFICATES;KEPTLANGUAGE;KEPTLAUNCHATLOGIN;WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED' WHERE `Property` = 'SecureCustomProperties'
CREATE TABLE `MsiShortcutProperty` (`MsiShortcutProperty` CHAR(72) NOT NULL, `Shortcut_` CHAR(72) NOT NULL, `PropertyKey` CHAR(0) NOT NULL, `PropVariantValue` CHAR(0) NOT NULL PRIMARY KEY `MsiShortcutProperty`)
INSERT INTO `MsiShortcutProperty` (`MsiShortcutProperty`, `Shortcut_`, `PropertyKey`, `PropVariantValue`) VALUES ('AppUserModelId', 'StartMenu', 'System.AppUserModel.ID', 'Bomizzel.Desktop')
